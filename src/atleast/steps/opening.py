"""Making a case: the scope that every figure will print, the passphrase, the recovery key.

`read_scope` reads a scope file (TOML: title, violation, territory, first_day, last_day, who, [words], gazetteer, invented), and
`new` makes the folder. Dates may be written in any calendar that `dates` reads; they are kept as ISO days.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from atleast import casefile, dates, places
from atleast.errors import InputError, UsageError
from atleast.model import Scope
from atleast.steps.files import read_text
from atleast.steps.state import gazetteer

KNOWN = {"title", "violation", "territory", "first_day", "last_day", "who", "words", "gazetteer", "invented"}


@dataclass(frozen=True)
class ScopeFile:
    """What a scope file says: the scope itself, the case's title, its gazetteer, and whether all of it is invented."""

    title: str
    scope: Scope
    gazetteer_toml: str | None = None
    invented: bool = False


@dataclass(frozen=True)
class Made:
    """A case that was just made; the recovery key exists nowhere else."""

    id: str
    title: str
    recovery_key: str
    scope_in_words: str


def read_scope(file: Path) -> ScopeFile:
    """Read a scope file."""
    text = read_text(file, what="scope file")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            f"not valid TOML: {fault}", file=str(file), hint="`docs/reference/scope.md` shows a scope file."
        ) from fault
    return _scope_file(values, file)


def _scope_file(values: dict[str, Any], file: Path) -> ScopeFile:
    unknown = sorted(set(values) - KNOWN)
    missing = sorted({"title", "territory", "first_day", "last_day"} - set(values))
    if unknown or missing:
        said = [f"unknown {', '.join(unknown)}"] * bool(unknown) + [f"missing {', '.join(missing)}"] * bool(missing)
        raise InputError("; ".join(said), file=str(file), hint=f"A scope file knows: {', '.join(sorted(KNOWN))}.")
    gazetteer = None
    if "gazetteer" in values:
        gazetteer = read_gazetteer(file.parent / str(values["gazetteer"]))
    made = scope_from_answers(
        title=str(values["title"]),
        territory=str(values["territory"]),
        first_day=str(values["first_day"]),
        last_day=str(values["last_day"]),
        who=str(values.get("who", "people")),
        violation=str(values.get("violation", "killed")),
        words={str(k): str(v) for k, v in dict(values.get("words", {})).items()},
        gazetteer_toml=gazetteer,
        file=str(file),
    )
    return ScopeFile(made.title, made.scope, gazetteer, bool(values.get("invented", False)))


def scope_from_answers(
    *,
    title: str,
    territory: str,
    first_day: str,
    last_day: str,
    who: str = "people",
    violation: str = "killed",
    words: dict[str, str] | None = None,
    gazetteer_toml: str | None = None,
    file: str | None = None,
) -> ScopeFile:
    """Check the parts of a scope and return it; says which part is wrong and what was expected."""
    if violation != "killed":
        raise InputError(
            f"violation {violation!r} is not known", file=file, hint="This version counts `killed`; other violations follow."
        )
    if not title.strip():
        raise InputError("the title is empty", file=file, hint="Say in a few words what the case is about.")
    found = places.from_toml(gazetteer_toml) if gazetteer_toml else places.load(territory.split(".")[0].upper())
    territory = territory.strip().upper()
    if territory not in found.places:
        raise InputError(
            f"territory {territory!r} is not in the gazetteer", file=file, hint="Give a country code or a province id."
        )
    days = [_day(text, edge, file) for text, edge in ((first_day, "earliest"), (last_day, "latest"))]
    if days[0] > days[1]:
        raise InputError(f"the period ends ({days[1]}) before it begins ({days[0]})", file=file, hint="Swap the two days.")
    scope = Scope(territory=territory, first_day=days[0], last_day=days[1], who=who, words=words or {})
    return ScopeFile(title.strip(), scope, gazetteer_toml, False)


def _day(text: str, edge: str, file: str | None) -> str:
    read = dates.read(text)
    if read is None:
        raise InputError(f"{text!r} is not a date", file=file, hint="Write it as 2022-09-16, or in Jalali as 1401/06/25.")
    return str(getattr(read, edge))


def read_gazetteer(file: Path) -> str:
    """Return the text of a gazetteer file after checking that it reads."""
    text = read_text(file, what="gazetteer")
    places.from_toml(text)
    return text


def new(
    folder: Path,
    passphrase: str,
    *,
    scope: ScopeFile,
    title: str | None = None,
    gazetteer_toml: str | None = None,
    by: str | None = None,
    cost: casefile.Cost | None = None,
) -> Made:
    """Make the case folder and return its recovery key, which is stored nowhere."""
    if not by:
        raise UsageError("no name: every event is kept with who did it", hint="Give `--by NAME` (a code is enough).")
    if len(passphrase) < 12:
        raise UsageError(
            f"the passphrase has {len(passphrase)} characters, at least 12 are needed",
            hint="Four or five random words are good.",
        )
    case, recovery_key = casefile.create(
        folder,
        passphrase,
        title=title or scope.title,
        scope=scope.scope,
        by=by,
        gazetteer_toml=gazetteer_toml or scope.gazetteer_toml,
        invented=scope.invented,
        **({"cost": cost} if cost else {}),
    )
    with case:
        return Made(case.id, case.title, recovery_key, say_scope(case))


def say_scope(case: casefile.Case, *, lang: dates.Lang = "en") -> str:
    """Say the scope in words: who, violation, territory, period."""
    scope = case.scope
    place = gazetteer(case).places[scope.territory].names.get(lang, scope.territory)
    period = dates.say_range(date.fromisoformat(scope.first_day), date.fromisoformat(scope.last_day), lang=lang)
    if lang == "fa":
        return f"کشته‌شدگان در {place}، {period}"
    return f"{scope.who} killed in {place} from {period}"


def title_words(case: casefile.Case) -> dict[str, str]:
    """Return the title per language: territory and month or months of the period, so that it reads in each."""
    found = gazetteer(case).places[case.scope.territory]
    first, last = (date.fromisoformat(day) for day in (case.scope.first_day, case.scope.last_day))
    langs: tuple[dates.Lang, ...] = ("en", "fa")
    return {
        lang: f"{found.names.get(lang, found.id)}{'،' if lang == 'fa' else ','} {dates.say_range(first, last, lang=lang)}"
        for lang in langs
    }
