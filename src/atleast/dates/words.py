"""The words of dates: months of three calendars in English, Persian (Iran and Afghanistan), Arabic (Egypt, Levant, Maghreb) and
Sorani, Persian ordinals of days, weekdays and other words that may stand beside a date, and marks that name a calendar.

`fold(text)` is the one spelling in which all words here are compared: compatibility forms undone, marks and bidi signs gone,
Arabic letters unified (ي ى ک ة), ZWNJ a space, lower case, digits as 0-9. `MONTHS` maps a folded name to (calendar, month).
`SAID` holds the names to print, by (language, calendar).
"""

from __future__ import annotations

import re
import unicodedata

from atleast.dates.digits import ascii_digits
from atleast.model import Calendar

_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "\u200c": " ", "\u0640": "", "’": "'"})


def fold(text: str) -> str:
    """Return `text` in the spelling in which words are compared."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in spread if unicodedata.category(c) != "Mn" and (unicodedata.category(c) != "Cf" or c == "\u200c"))
    return ascii_digits(plain.translate(_LETTERS)).lower()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SAID: dict[tuple[str, Calendar], tuple[str, ...]] = {
    ("en", "gregorian"): _words("January February March April May June July August September October November December"),
    ("en", "jalali"): _words("Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand"),
    ("en", "hijri"): (
        "Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira",
        "Rajab", "Shaaban", "Ramadan", "Shawwal", "Dhu al-Qadah", "Dhu al-Hijjah",
    ),
    ("fa", "gregorian"): _words("ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"),
    ("fa", "jalali"): _words("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"),
    ("fa", "hijri"): (
        "محرم", "صفر", "ربیع‌الاول", "ربیع‌الثانی", "جمادی‌الاول", "جمادی‌الثانی",
        "رجب", "شعبان", "رمضان", "شوال", "ذیقعده", "ذیحجه",
    ),
}  # fmt: skip

_GREGORIAN = """
jan january janvier ژانویه ژانویهٔ جنوری يناير جانفي كانون_الثاني کانون_دوم کانوونی_دووەم
feb february فوریه فبروری فبراير فيفري شباط فەوریه شوبات
mar march مارس مارچ آذار ئازار
apr april آوریل اوریل آپریل اپریل أبريل نيسان أفريل
may می مه مي مايو ماي أيار ئایار
jun june ژوئن جون جوئن يونيو جوان حزيران حوزەیران
jul july ژوئیه ژوییه جولای جولاي يوليو جويلية تموز تەمموز تەممووز
aug august اوت آگوست اگوست أغسطس غشت آب أوت ئاب
sep sept september سپتامبر سبتمبر شتنبر أيلول ئەیلوول ئەیلول
oct october اکتبر اکتوبر أكتوبر تشرين_الأول تشرين_الاول تشرين_أول تشرینی_یەکەم
nov november نوامبر نومبر نوفمبر نونبر تشرين_الثاني تشرين_ثاني تشرینی_دووەم
dec december دسامبر دسمبر ديسمبر دجنبر كانون_الأول كانون_الاول كانون_أول کانوونی_یەکەم
"""
_JALALI = """
farvardin farvardeen فروردین حمل hamal خاکەلێوە
ordibehesht ordibehest urdibehesht اردیبهشت ثور sawr sowr گوڵان بانەمەڕ
khordad khordaad xordad خرداد جوزا jawza جۆزەردان
tir teer تیر سرطان saratan پووشپەڕ
mordad amordad murdad مرداد امرداد اسد asad گەلاوێژ
shahrivar shahrivir shahriwar شهریور سنبله sonbola sunbula خەرمانان
mehr مهر میزان mizan ڕەزبەر
aban abaan آبان عقرب aqrab گەڵاڕێزان خەزەڵوەر
azar آذر قوس qaws سەرماوەز
dey dei day_mah دی جدی jadi بەفرانبار
bahman بهمن دلو dalw ڕێبەندان
esfand isfand espand esphand اسفند اسپند حوت hoot hut ڕەشەمە ڕەشەمێ
"""
_HIJRI = """
muharram moharram محرم محرم_الحرام
safar صفر صفر_الخیر
rabi_al-awwal rabi_al_awwal rabi_i rabi'_i rabi_ul_awal rabi'_al-awwal rabi_al-awal ربيع_الأول ربیع‌الاول ربیعالاول ربیع_اول
rabi_al-thani rabi_al_thani rabi_ii rabi'_ii rabi'_al-thani rabi_al-akhir ربيع_الآخر ربيع_الثاني ربیع‌الثانی ربیع_ثانی ربیع‌الآخر
jumada_al-ula jumada_al-awwal jumada_i جمادى_الأولى جمادى_الأول جمادی‌الاول جمادی‌الاولی جمادی_اول
jumada_al-akhira jumada_al-thani jumada_ii جمادى_الآخرة جمادى_الثانية جمادی‌الثانی جمادی_الثانی جمادی_الآخر جمادی_ثانی
rajab رجب رجب_المرجب
shaaban sha'ban shaban شعبان شعبان_المعظم
ramadan ramadhan ramazan رمضان رمضان_المبارك
shawwal shawal شوال شوال_المکرم
dhu_al-qadah dhu_al-qi'dah dhul_qadah dhu'l-qa'dah dhul-qadah dhu_al-qa'dah ذو_القعدة ذي_القعدة ذیقعده ذی‌القعده ذی_قعده
dhu_al-hijjah dhu_al-hijja dhul_hijjah dhul-hijjah dhu'l-hijjah ذو_الحجة ذي_الحجة ذیحجه ذی‌الحجه ذی_حجه
"""


def _months() -> dict[str, tuple[Calendar, int]]:
    tables: tuple[tuple[Calendar, str], ...] = (("gregorian", _GREGORIAN), ("jalali", _JALALI), ("hijri", _HIJRI))
    found: dict[str, tuple[Calendar, int]] = {}
    for calendar, table in tables:
        for month, line in enumerate(table.strip().splitlines(), 1):
            for name in line.split():
                found.setdefault(fold(name.replace("_", " ")), (calendar, month))
    return found


MONTHS = _months()
MONTH = re.compile(
    r"(?<![^\W\d_])(" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")(?: ?ماه|ی)?(?![^\W\d_])"
)

_UNITS = _words("یکم دوم سوم چهارم پنجم ششم هفتم هشتم نهم")
_TEENS = _words("دهم یازدهم دوازدهم سیزدهم چهاردهم پانزدهم شانزدهم هفدهم هجدهم نوزدهم")
ORDINALS: dict[str, int] = {
    **{word: n for n, word in enumerate(_UNITS + _TEENS, 1)},
    **{f"بیست و {word}": 20 + n for n, word in enumerate(_UNITS, 1)},
    "اول": 1, "هیجدهم": 18, "بیستم": 20, "سی ام": 30, "سیام": 30, "سی و یکم": 31,
}  # fmt: skip
ORDINAL = re.compile(r"(?<![^\W\d_])(" + "|".join(sorted(map(re.escape, ORDINALS), key=len, reverse=True)) + r")(?![^\W\d_])")

NOISE = frozenset(
    fold(word)
    for word in _words(
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
        "st nd rd th of the on in year month day date morning noon afternoon evening night midnight dawn "
        "بامداد صبح ظهر عصر غروب شب شامگاه نیمه ساعت ی شنبه جمعه روز سال ماه تاریخ مورخ مورخه "
        "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يوم شهر سنة عام من في لسنة لعام"
    )
)
MARKS: dict[str, Calendar] = {
    **dict.fromkeys(map(fold, ("ad", "ce", "م", "میلادی", "ميلادية", "gregorian")), "gregorian"),
    **dict.fromkeys(map(fold, ("ش", "شمسی", "خورشیدی", "sh", "shamsi", "jalali", "هش", "solar")), "jalali"),
    **dict.fromkeys(map(fold, ("ق", "قمری", "ah", "hijri", "هق", "lunar")), "hijri"),
}
WEAK_MARKS = frozenset(map(fold, ("هجری", "هجرية", "للهجرة", "ه")))
"""Of the Hijra: lunar, unless the same date says solar (هجری شمسی)."""
WEEKDAY = re.compile(r"(?<![^\W\d_])(یک|دو|سه|چهار|پنج) ?شنبه(?![^\W\d_])")
THIRDS: dict[str, int] = {
    **dict.fromkeys(("early", "beginning", "start", "اوایل", "آغاز", "اوائل", "أوائل", "مطلع", "بدايه"), 0),
    **dict.fromkeys(("mid", "middle", "اواسط", "میانه", "منتصف", "أواسط"), 1),
    **dict.fromkeys(("late", "end", "اواخر", "پایان", "أواخر", "نهاية"), 2),
}
THIRDS = {fold(word): third for word, third in THIRDS.items()}
