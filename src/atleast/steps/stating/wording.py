"""A claim in a few words of English: who says what, of whom, where and when; always with the speaker."""

from __future__ import annotations

from atleast.model import Claim

BOUNDS = {
    "exact": "",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "fewer_than": "fewer than ",
    "approx": "about ",
    "range": "",
    "vague": "",
}


def say_number(claim: Claim) -> str:
    """Say bound and number as they were worded."""
    if claim.kind == "min_age":
        return f"youngest age {claim.value}"
    if claim.value is None:
        return f"a number in words (“{' '.join(claim.quote.split())}”)"
    top = f" to {claim.value_hi:,}" if claim.value_hi is not None else ""
    return f"{BOUNDS[claim.bound]}{claim.value:,}{top}"


def say_speaker(claim: Claim) -> str:
    """Say who holds the claim, and who passed it on."""
    who = claim.source or claim.attributed_to or "nobody named"
    return " ".join((who + (f", by way of {', '.join(claim.relayed_by)}" if claim.relayed_by else "")).split())


def say_scope_of(claim: Claim) -> str:
    """Say the group, place and period of a claim; what is not known is said to be so."""
    told = claim.scope
    group = f"{told.group}, " if told.group else ""
    place = told.place or (f"{told.place_written} (not found)" if told.place_written else "place not known")
    first, last = told.first_day, told.last_day
    if first and first == last:
        period = first
    elif first or last:
        period = f"{first or '?'} to {last or claim.as_of or claim.published or '?'}"
    else:
        period = f"{told.period_written} (not dated)" if told.period_written else "period not known"
    return f"{group}{place}, {period}"


def say_claim(claim: Claim) -> str:
    """Say a claim in one line: speaker, number, violation, scope, day."""
    day = claim.as_of or claim.published
    said = (
        f"{say_speaker(claim)}: {say_number(claim)} ({claim.violation}), {say_scope_of(claim)}{f', as of {day}' if day else ''}"
    )
    return " ".join(said.split())
