"""When the harm happened and when it was counted: a day of speaking is never the day of death."""

from __future__ import annotations

import pytest

from atleast import claims

ENGLISH = [
    # The day belongs to who speaks, documents or publishes.
    (
        "On 4 May the Guild said it had counted 31 deaths in Varna since the march began.",
        "since the march began",
        "2031-05-04",
    ),
    ("The Clerks' Guild said in a statement on Monday that 31 people were killed in Varna.", None, "2031-05-19"),
    ("A report published on 12 May by the Clerks' Guild documented 31 deaths in Varna.", None, "2031-05-12"),
    ("The Clerks' Guild put the death toll in Varna at 31 on Sunday.", None, "2031-05-18"),
    # It ends a running count.
    ("As of 10 May, the Clerks' Guild had documented 31 deaths in Varna.", "until 2031-05-10", "2031-05-10"),
    ("The Guild said that by the evening of 10 May, 31 people had been killed in Varna.", "until 2031-05-10", "2031-05-10"),
    ("Until 10 May, 31 people were killed in Varna.", "until 2031-05-10", "2031-05-10"),
    # It begins one.
    (
        "31 people were killed in Varna since the siege began on 2 May, it said on 9 May.",
        "since 2031-05-02",
        "2031-05-09",
    ),
    (
        "PORT VARNA, 14 May 2031 — 31 people were killed in Varna since 2 April.",
        "since 2031-04-02",
        "2031-05-14",
    ),
    ("VARNA, May 14 (Wire) - At least 31 people were killed in clashes, the Guild said.", None, "2031-05-14"),
    # It belongs to the harm.
    ("On 7 May, police killed 31 people in Varna, the Guild said.", "2031-05-07", None),
    ("On 7 May, the Guild said, police killed 31 people in Varna.", "2031-05-07", None),
    ("At least 31 people were killed in Varna on 7 May, the Guild said on 9 May.", "2031-05-07", "2031-05-09"),
    ("The Guild documented the killing of 31 people in Varna on 7 May.", "2031-05-07", None),
    ("In April 2031 the Guild documented 31 deaths in Varna.", "2031-04", None),
    # Runs of days.
    ("From 1 to 12 May 2031, the Guild recorded 31 deaths in Varna.", "2031-05-01/2031-05-12", None),
    ("31 people were killed in Varna between April 18 and May 9, the Guild said.", "2031-04-18/2031-05-09", None),
]
EASTERN = [
    (
        "fa",
        "انجمن منشیان روز ۴ مه ۲۰۳۱ گفت که ۳۱ نفر از آغاز محاصره کشته شده‌اند.",
        "از آغاز محاصره",
        "2031-05-04",
    ),
    ("fa", "انجمن منشیان روز ۴ مه ۲۰۳۱ اعلام کرد ۳۱ نفر کشته شدند.", None, "2031-05-04"),
    ("fa", "تا ۱۰ مه ۲۰۳۱ دست‌کم ۳۱ نفر در وارنا کشته شدند.", "until 2031-05-10", "2031-05-10"),
    ("fa", "از ۲ مه ۲۰۳۱ دست‌کم ۳۱ نفر در وارنا کشته شده‌اند.", "since 2031-05-02", None),
    ("fa", "۳۱ نفر روز ۷ مه ۲۰۳۱ در وارنا کشته شدند.", "2031-05-07", None),
    ("fa", "در گزارش ۱۲ مه ۲۰۳۱ انجمن منشیان، کشته شدن ۳۱ نفر ثبت شده است.", None, "2031-05-12"),
    ("ar", "قالت نقابة الكتبة في 4 مايو 2031 إن 31 شخصا قتلوا في محافظة وارنا منذ بدء الحصار.", "منذ بدء الحصار", "2031-05-04"),
    ("ar", "حتى 10 مايو 2031 قتل 31 شخصا في وارنا.", "until 2031-05-10", "2031-05-10"),
    ("ar", "منذ 2 مايو 2031 قتل 31 شخصا في وارنا.", "since 2031-05-02", None),
    ("ar", "قتل 31 شخصا في وارنا في 7 مايو 2031.", "2031-05-07", None),
    ("ar", "وثق تقرير صدر في 12 مايو 2031 مقتل 31 شخصا.", None, "2031-05-12"),
]


@pytest.mark.parametrize(("text", "period", "as_of"), ENGLISH)
def test_english(text, period, as_of):
    (one,) = claims.read(text, lang="en", doc_date="2031-05-22")
    assert (one.value, one.period, one.as_of) == (31, period, as_of)


@pytest.mark.parametrize(("lang", "text", "period", "as_of"), EASTERN)
def test_persian_and_arabic(lang, text, period, as_of):
    (one,) = claims.read(text, lang=lang, doc_date="2031-05-22")
    assert (one.value, one.period, one.as_of) == (31, period, as_of)
