"""How a name, an age and a day get onto paper: the spelling habits of each list, its typists and their slips.

`latin(token, habit, rng)` spells a name by sound the way a list's typists do (u, ou or oo; i or ee; q or gh; -nejad or -nezhad;
Mohammad-Reza, Mohammadreza or Mohammad Reza); `persian(token, habit, rng)` chooses ZWNJ, space or nothing, Persian or Arabic
forms of ya and kaf, and older spellings. `slip` makes a typing error. Written anew for the demo: nothing of the name reader is
used, so that the demo does not link by construction.
"""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from atleast.demo.people import Token

Choices = tuple[tuple[str, float], ...]
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
_SOUND = re.compile("kh|gh|sh|ch|zh|ey|.")
_OLDER = {"داوود": "داود", "اسماعیل": "اسمعیل", "یحیی": "یحیا", "طوبی": "طوبا", "رویا": "رؤیا"}
_LIKE = {"ز": "ذ", "ض": "ظ", "س": "ص", "ص": "س", "ت": "ط", "ط": "ت", "ح": "ه", "ق": "غ", "غ": "ق", "ب": "پ", "ج": "چ"}


class Habit(NamedTuple):
    """A list's habits: how often each sound is spelt how, how compounds are joined, how often a key is missed."""

    sounds: dict[str, Choices]
    given_joint: Choices
    family_joint: Choices
    single: float = 0.0
    slips: float = 0.02
    arabic_keys: float = 0.0
    older: float = 0.0


def pick(choices: Choices, rng: Random) -> str:
    """Choose one of weighted spellings."""
    return rng.choices([text for text, _ in choices], weights=[weight for _, weight in choices])[0]


def latin(token: Token, habit: Habit, rng: Random, *, given: bool) -> str:
    """Spell a name in Latin letters; one typist keeps to one spelling of a sound within a name."""
    chosen = {sound: pick(choices, rng) for sound, choices in habit.sounds.items()}
    words = []
    for word in token.latin.split("|"):
        spelt = "".join(chosen.get(sound, _plain(sound)) for sound in _sounds(word))
        if habit.single and rng.random() < habit.single:
            spelt = re.sub(r"([bdfgjklmnprstvyz])\1", r"\1", spelt)
        words.append(spelt)
    joint = pick(habit.given_joint if given else habit.family_joint, rng)
    if joint == "" or len(words) == 1:
        return slip("".join(words), habit.slips, rng).capitalize()
    capital = given or joint == " "
    rest = [word.capitalize() if capital else word for word in words[1:]]
    return slip(joint.join([words[0].capitalize(), *rest]), habit.slips, rng)


def persian(token: Token, habit: Habit, rng: Random, *, given: bool) -> str:
    """Write a name in Persian with the list's joiners and keyboard."""
    joint = pick(habit.given_joint if given else habit.family_joint, rng)
    text = token.fa.replace("|", joint)
    if rng.random() < habit.older:
        text = _OLDER.get(text, text).replace("آ", "ا")
    text = slip(text, habit.slips, rng)
    if rng.random() < habit.arabic_keys:
        text = text.replace("ی", "ي").replace("ک", "ك")
    return text


def slip(text: str, rate: float, rng: Random) -> str:
    """Type `text`, with one error now and then: a letter left out, doubled, swapped with the next, or one that sounds alike."""
    if rng.random() >= rate or len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    if not text[at].isalpha() or not text[at + 1].isalpha():
        return text
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + _LIKE.get(text[at], text[at]) + text[at + 1 :]


def _sounds(word: str) -> list[str]:
    """Split a word by sound; an e at its end is a sound of its own."""
    sounds = _SOUND.findall(word)
    return [*sounds[:-1], "e$"] if sounds and sounds[-1] == "e" else sounds


def _plain(sound: str) -> str:
    return {"â": "a", "e$": "eh", "'": ""}.get(sound, sound)


CAREFUL = Habit(
    sounds={
        "u": (("u", 0.86), ("ou", 0.14)),
        "i": (("i", 0.97), ("ee", 0.03)),
        "q": (("q", 0.6), ("gh", 0.4)),
        "zh": (("j", 0.75), ("zh", 0.25)),
        "e$": (("eh", 0.93), ("e", 0.07)),
        "ey": (("ey", 0.6), ("ei", 0.4)),
        "'": (("", 0.95), ("'", 0.05)),
    },
    given_joint=(("-", 0.55), ("", 0.3), (" ", 0.15)),
    family_joint=(("", 0.6), (" ", 0.2), ("-", 0.2)),
    slips=0.015,
)
PRESS = Habit(
    sounds={
        "u": (("ou", 0.4), ("oo", 0.35), ("u", 0.25)),
        "i": (("i", 0.72), ("ee", 0.28)),
        "q": (("gh", 0.85), ("q", 0.15)),
        "zh": (("zh", 0.5), ("j", 0.5)),
        "e$": (("eh", 0.6), ("e", 0.28), ("a", 0.12)),
        "ey": (("ei", 0.4), ("ey", 0.3), ("ay", 0.3)),
        "e": (("e", 0.93), ("i", 0.07)),
        "o": (("o", 0.9), ("u", 0.1)),
        "v": (("v", 0.95), ("w", 0.05)),
        "â": (("a", 0.95), ("aa", 0.05)),
    },
    given_joint=(("", 0.5), (" ", 0.35), ("-", 0.15)),
    family_joint=(("", 0.7), (" ", 0.2), ("-", 0.1)),
    single=0.2,
    slips=0.025,
)
CLINIC = Habit(
    sounds={},
    given_joint=((" ", 0.6), (ZWNJ, 0.25), ("", 0.15)),
    family_joint=((" ", 0.45), (ZWNJ, 0.35), ("", 0.2)),
    slips=0.015,
    arabic_keys=0.12,
    older=0.05,
)
REGISTRY = Habit(
    sounds={},
    given_joint=((" ", 0.35), ("", 0.55), (ZWNJ, 0.1)),
    family_joint=((" ", 0.6), ("", 0.4)),
    slips=0.01,
    arabic_keys=0.5,
    older=0.1,
)
