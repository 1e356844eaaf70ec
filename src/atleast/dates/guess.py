"""What a whole column of dates says of itself: the order of day and month, and the calendar.

`guess_order(texts)` looks at the dates that can be read in one order only (16/11/2019, 11/16/2019); `guess_calendar(texts)`
counts the calendars of those that can be read. Both return None when the column does not decide, so that a person is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from atleast.dates.read import Order, read
from atleast.dates.words import fold
from atleast.model import Calendar

_ENDS_IN_YEAR = re.compile(r"\s*(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(?:\d{4}|\d{2})(?!\d)")
_STARTS_WITH_YEAR = re.compile(r"\s*\d{4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}(?!\d)")
_SHARE = 0.95
_Kind = TypeVar("_Kind", Order, Calendar)


def guess_order(texts: Iterable[str]) -> Order | None:
    """Return the order in which at least 95 in 100 of the telling dates are written; None when they do not tell."""
    seen: Counter[Order] = Counter()
    for text in texts:
        folded = fold(text)
        numbers = _ENDS_IN_YEAR.match(folded)
        if numbers is not None:
            first, second = int(numbers[1]), int(numbers[3])
            if (first > 12) != (second > 12) and max(first, second) <= 31:
                seen["dmy" if first > 12 else "mdy"] += 1
        elif _STARTS_WITH_YEAR.match(folded):
            seen["ymd"] += 1
    return _most(seen)


def guess_calendar(texts: Iterable[str]) -> Calendar | None:
    """Return the calendar of at least 95 in 100 of the dates that can be read; None when the column mixes or has none."""
    seen: Counter[Calendar] = Counter()
    for text in texts:
        found = read(text)
        if found is not None:
            seen[found.calendar] += 1
    return _most(seen)


def _most(seen: Counter[_Kind]) -> _Kind | None:
    if not seen:
        return None
    value, n = seen.most_common(1)[0]
    return value if n >= _SHARE * seen.total() else None
