"""Dates as real lists write them: read, converted exactly, kept in their own words, and said again in English or Persian.

`read` turns a cell into a `PartialDate` (day, month or year precision; Gregorian, Jalali or Hijri) or None; `guess_order` and
`guess_calendar` look at a whole column first; `spans` gives the first and last possible day; `say`, `say_range`, `digits` and
`percent` write days and numbers for a reader. Everything here is pure: no clock, so "this year" means nothing and a date
without a year is not read.
"""

from atleast.dates.convert import from_gregorian, spans, to_gregorian
from atleast.dates.digits import digits, percent
from atleast.dates.guess import guess_calendar, guess_order
from atleast.dates.read import Order, read
from atleast.dates.say import Lang, say, say_range

__all__ = [
    "Lang",
    "Order",
    "digits",
    "from_gregorian",
    "guess_calendar",
    "guess_order",
    "percent",
    "read",
    "say",
    "say_range",
    "spans",
    "to_gregorian",
]
