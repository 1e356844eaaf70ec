"""Claims of an invented country as short as a test can say them: reviewed, documented, by the party of their source."""

from __future__ import annotations

from itertools import count

from atleast.model import Claim, ClaimScope, Review

_NUMBER = count(1)


def claim(source: str | None, value: int | None, place: str | None = "ZZ.A", days=("03-07", "03-07"), **more) -> Claim:
    """`days` are of March 2031; `party` is the source's own by default, `verdict` accepted, `basis` documented."""
    scope = ClaimScope(
        place=place,
        first_day=days[0] and f"2031-{days[0]}",
        last_day=days[1] and f"2031-{days[1]}",
        group=more.pop("group", None),
        event=more.pop("event", None),
    )
    verdict = more.pop("verdict", "accepted")
    told = {
        "id": f"C{next(_NUMBER):04}",
        "quote": f"{value} people were killed",
        "violation": "killing",
        "bound": "at_least",
        "basis": "documented",
        "party": source and source.lower(),
        "reviewed": Review(verdict=verdict, by="tester", at="2031-04-01T00:00:00Z") if verdict else None,
    } | more
    return Claim(value=value, attributed_to=source, source=source, scope=scope, **told)
