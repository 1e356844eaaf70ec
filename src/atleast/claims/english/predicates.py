"""From a number to the verb that it is subject or object of: `active` looks before it, `predicate` after its noun phrase.

`active` reads the verb or verbal noun right before a number ("killing six", "the arrest of 500", "have killed 8").
`predicate` walks from the end of the noun phrase over adverbs, phrases in brackets, relative and other clauses set off by
commas, and coordinated numbers, to a harm in the same clause; another verb, a semicolon or "while" ends the walk. `unreal`
says of a verb so found that nobody has been harmed: "would kill", "could be executed", "a plot to kill".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from atleast.claims.lexicon import grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence

FORMS = ("pp", "intr", "noun")
_PASSIVE = frozenset(grammar("passive"))
_AUX = _PASSIVE | frozenset(grammar("auxiliary"))
_STOP = frozenset(grammar("stop"))
_PREPOSITIONS = frozenset(grammar("prepositions"))
_PARTS = frozenset(grammar("parts"))
_ALLOWED = frozenset(grammar("allowed"))
_JOIN = frozenset(grammar("joining"))
_ASIDE = frozenset(grammar("aside"))
_IRREGULAR = frozenset(grammar("irregular"))
_SUBJECT = frozenset(("its", "his", "her", "their", "he", "she", "it", "they", "we"))
_LATER = frozenset(
    (",", ";", "after", "since", "before", "as", "when", "where", "who", "that", "and", "but", "while", "following")
)
_DETERMINED = frozenset(("all", "the", "these", "those", "its", "their", "his", "her", "our", "another", "other"))
_TALKED = frozenset(("interviewed", "questioned", "surveyed", "met", "contacted", "polled"))
_MODALS = frozenset(("would", "could", "might", "may", "can", "will", "shall", "should", "must"))
_GUESSED = frozenset(("could", "might", "may", "must"))  # with "have", or of a state, these only guess: "may have died"
_DONE = frozenset(
    ("went", "goes", "gone", "going", "managed", "able", "continue", "continues", "continued", "proceeded", "used", "known")
) | frozenset(("reported", "said", "believed", "thought", "understood", "confirmed", "presumed", "feared", "began", "helped"))
_NTH = frozenset(("first", "second", "third", "latest", "last", "only", "worst", "deadliest", "another", "enough"))
_CLAUSE = frozenset(
    (",", ";", ":", '"', "that", "which", "who", "and", "or", "but", "after", "when", "where", "as", "how", "why", "whether")
) | frozenset(("was", "were", "is", "are", "has", "had", "did", "because", "if", "while", "before"))
# verbs that are parted from what makes them a harm: (verbs, how what follows the number begins, harm)
_SPLIT = (
    (("put", "puts", "putting", "sent", "sending"), re.compile(r"to (?:their )?deaths?\b"), "execution"),
    (("sentenced", "sentencing", "sentences", "sentence", "condemned", "condemning"), re.compile(r"to (?:\w+ )?"
     r"(?:death|hang|be (?:hanged|executed|shot)|the gallows)\b"), "death_sentence"),
    (("took", "taken", "takes", "taking", "placed", "put", "placing", "putting", "brought"),
     re.compile(r"(?:into|in) (?:\w+ )?(?:custody|detention)\b|under arrest\b|prisoners?\b"), "arrest"),
    (("took", "taken", "takes", "taking"), re.compile(r"hostage\b|captive\b"), "disappearance"),
    (("shot", "shoot", "shooting", "shoots", "beat", "beaten", "burned", "burnt", "hacked", "stabbed", "left", "leaving"),
     re.compile(r"dead\b|to death\b|alive\b"), "killing"),
    (("treated", "admitted", "treating"), re.compile(r"(?:for|with) (?:\w+ ){0,3}(?:injur|wound|burn)"), "injury"),
    (("cost", "costs", "costing"), re.compile(r"(?:their )?li(?:ves|fe)\b"), "killing"),
)  # fmt: skip
_DASHES = ("–", "—")


def active(s: Sentence, i: int, found: list[Number]) -> tuple[str, int] | None:
    """Read the verb right before a number as active, or a harm as noun with "of": "killing six", "the arrest of 500"."""
    while s.lower(i - 1) in _DETERMINED:
        i -= 1  # "killing all eight soldiers"
    at = i
    if (s.lower(i - 1) in ("of", "against", "for", "on", "to", "among", "upon") and i >= 2) or s.lower(i - 1) in ('"', ":"):
        at = i - 1
    for start in range(max(0, at - 7), at):
        for form in ("act", "noun", "pp", "intr"):
            if not s.has(start, form):
                continue
            end = s.upto(start, form)
            if form == "act" and end == i:
                return s.what(start, form), start
            if end != at:
                continue
            if form == "act" or (form == "noun" and at < i):
                return s.what(start, form), start
            if form == "pp" and (at == i or s.lower(at) == '"') and _is_active(s, start):
                return s.what(start, form), start
    return None


def split(s: Sentence, i: int, k: int) -> tuple[str, int] | None:
    """Read a verb parted from its end by the number at i, whose noun phrase ends at k: "put 81 men to death"."""
    tail = " ".join(s.lower(m) for m in range(k, min(k + 6, len(s.tokens))))
    for verb in range(i - 1, max(-1, i - 4), -1):
        for verbs, end, violation in _SPLIT:
            if s.lower(verb) in verbs and end.match(tail):
                return violation, verb
    return None


def other_object(s: Sentence, i: int, end: int) -> bool:
    """Say whether the number is the object of a verb that harms no one: "charged 48 people, and 12 ..."."""
    verb = s.lower(i - 1)
    if verb in _TALKED or (s.lower(i - 2) in ("spoke", "talked", "spoken") and verb in ("to", "with")):
        return True
    other = verb.endswith("ed") and not any(
        s.has(i - 1, tag) for tag in (*FORMS, "act", "say", "basis", "hedge", "soft", "tollverb")
    )
    return other and not any(s.lower(k) in ("who", "were", "was", "have", "had") for k in range(end, end + 2))


def _is_active(s: Sentence, k: int) -> bool:
    """Say whether a participle before a number is a verb with the number as its object."""
    at = k - 1
    while at > 0 and (s.lower(at).endswith("ly") or s.lower(at) in ("also", "already", "since", "then", "later")):
        at -= 1
    if s.lower(at) in _PASSIVE:
        return False
    if s.lower(at) in ("and", "or"):  # "were killed and wounded 5": the first verb tells
        before = next((m for m in range(at - 1, max(-1, at - 14), -1) if s.has(m, "pp") or s.has(m, "act")), None)
        return before is None or s.has(before, "act") or _is_active(s, before)
    return True


def unreal(s: Sentence, i: int, verb: int, violation: str) -> bool:
    """Say whether the harm to the number whose hedge begins at i only may come, or is meant: "could kill", "a plan to kill"."""
    state = violation in ("missing", "detention") or s.lower(verb) == "dead"
    if _conditional(s, i) or _negated(s, i, verb):
        return True
    for at in (i, verb):
        for m in range(at - 1, max(-1, at - 5), -1):
            low = s.lower(m)
            if low in _CLAUSE or s.has(m, "toll") or (s.has(m, "say") and m != verb):
                break  # "could verify only 551 deaths"
            if low in _MODALS and not (low in ("may", "will") and s.capital(m)):
                measures = verb < 0 and s.lower(m + 1) == "be"  # "the true number may be as high as 3,000"
                guesses = state or measures or any(s.lower(k) == "have" for k in range(m + 1, m + 4))
                law = violation == "detention" and any(s.lower(x) in ("which", "whom") for x in range(max(0, at - 4), m))
                return low not in _GUESSED or not guesses or law
    to = verb - 1 - (s.lower(verb - 1) == "be")
    if verb < 0 or s.lower(to) != "to" or s.has(verb, "noun"):
        return False
    done = s.lower(to - 1 - (s.lower(to - 1) == "on")) in _DONE
    return not done and not any(s.lower(m) in _NTH for m in range(max(0, to - 6), to))


def _negated(s: Sentence, i: int, verb: int) -> bool:
    """Say whether the verb that a number is the subject of is negated: "nine people were not killed"."""
    k = verb - 1
    while s.lower(k) in ("been", "be", "being", "also", "yet", "actually", "themselves"):
        k -= 1
    helped = s.lower(k - 1) in _PASSIVE or s.lower(k - 1) in ("have", "has", "had", "did")
    return k > i and s.lower(k) in ("not", "never") and helped


def _conditional(s: Sentence, i: int) -> bool:
    """Say whether a number is that of a condition: "if confirmed, a toll of 100 would make it the deadliest day"."""
    start = next((m + 1 for m in range(i - 1, -1, -1) if s.lower(m) in (";", ":", '"')), 0)
    if s.lower(start) not in ("if", "should", "were"):
        return False
    stop = next((m for m in range(i, len(s.tokens)) if s.lower(m) in (";", ":", '"')), len(s.tokens))
    return any(s.lower(m) in ("would", "could", "might") for m in range(i, stop))


def predicate(s: Sentence, k: int, starts: Mapping[int, Number]) -> tuple[str, int] | None:
    """Walk from the end of a number's noun phrase to the verb of its clause."""
    start, plain, inside, part, with_verb = k, True, False, False, False
    while k < len(s.tokens) and k - start < 45:
        low = s.lower(k)
        if low == ";" and plain and (k + 1 in starts or (k + 2 in starts and s.lower(k + 1) == "(")):
            k += 1
            continue
        if low == "," and s.lower(k + 1) in ("and", "but") and s.lower(k + 2) in _SUBJECT and not with_verb:
            return None
        if low == ";" or (low in _STOP and not (low == "before" and with_verb)) or (low == ":" and plain):
            return None
        if low == "and" and s.lower(k + 1) == "the" and s.has(k + 2, "noun") and not with_verb:
            return None  # "21 cases of torture and the deaths of 31"
        over = _aside(s, k)
        if over == -1:
            return None
        if over is not None:
            k = over
            continue
        if low == "with" and s.lower(k - 1) not in ("along", "together"):
            plain = False
        if low in _PARTS:
            part, plain = True, True
        if k in starts:
            if s.lower(k - 2) == "among" and s.lower(k - 1) in ("the", "those") and with_verb:
                at = starts[k].j
                at = at if any(s.has(at, f) for f in FORMS) else s.upto(at, "person")
                named = next((f for f in FORMS if s.has(at, f)), None)
                return (s.what(at, named), k) if named else None
            of_whom = s.raw(starts[k].j, starts[k].j + 2).lower() in ("of whom", "of which")
            if (not plain and s.lower(k - 1) not in _PREPOSITIONS) or (of_whom and not with_verb):
                return None  # "14 candidates, three of whom were arrested"
            k = _over_number(s, starts[k].j, part)
            continue
        if s.has(k, "say") and s.lower(k + 1) in _PASSIVE | {"have", "had"} and s.lower(k - 1) not in _AUX and not with_verb:
            k += 1  # "a list of 74 people it says were shot"
            continue
        if low == "whose" and not with_verb and (close := _whose(s, k)):
            k = close
            continue
        if low in ("who", "that") and not with_verb and (main := _relative(s, k)):
            k = main
            continue
        for form in ("pp", "intr"):
            if s.has(k, form) and not _elsewhere(s, k, form, with_verb, inside):
                if s.what(k, form) == "injury" and s.has(k, "noun") and s.lower(k - 1) in ("the", "of"):
                    continue
                return s.what(k, form), k
        if s.has(k, "noun") and with_verb and (s.lower(k - 1) == "among" or s.lower(k - 2) == "among"):
            return s.what(k, "noun"), k
        if low in _AUX:
            with_verb, inside = with_verb or low in _PASSIVE | {"have", "has", "had"}, False
            if low in ("were", "was", "are", "is") and (
                s.has(k + 1, "person") and s.upto(k + 1, "person") - 1 == k + 1 and not any(s.has(k + 1, f) for f in FORMS)
            ):
                return None
        elif low in _PREPOSITIONS:
            if low == "by" and not with_verb and plain is False and s.has(k + 1, "say"):
                return None
            inside = True
        elif low == "," or low in ("and", "or"):
            inside = inside and low != ","
        elif s.has(k, "person") or low in _JOIN or low.endswith("ly"):
            pass
        elif _other_verb(s, k, inside, with_verb):
            return None
        if low.isalpha() and _heavy(s, k):
            plain = part and plain and not low.endswith("ed") and low not in _AUX
        k += 1
    return None


def _aside(s: Sentence, k: int) -> int | None:
    """Return where to go on after words in brackets, between dashes, or set off by commas; -1 when they do not close."""
    low = s.lower(k)
    if low in ("(", *_DASHES) or (low == "-" and s.low[s.tokens[k].start - 1] == " "):
        close = next((m for m in range(k + 1, min(k + 30, len(s.tokens))) if s.lower(m) == (")" if low == "(" else low)), -2)
        return close + 1
    opens = s.lower(k + 1) in ("of", "among") and s.lower(k + 2) in ("whom", "them")  # ", of whom 19 were children, were"
    part = opens or (s.lower(k + 2) == "of" and s.lower(k + 3) in ("whom", "them", "which"))
    if low == "," and s.lower(k + 1) not in ("and", "or") and (part or not s.lower(k + 1)[:1].isdigit()):
        free = part or s.lower(k + 1) in _ASIDE or (s.lower(k + 2) == "to" and s.lower(k + 3) == "be")  # ", said to be 11,"
        for m in range(k + 2, min(k + 32, len(s.tokens) - 1)):
            if s.lower(m) == ";" or (not free and s.lower(m) in _PASSIVE | {"have", "has", "had"} and s.lower(m - 1) != ","):
                return None
            if s.lower(m) == "," and (s.lower(m + 1) in _PASSIVE | {"have", "has", "had"} or (part and s.has(m + 1, "intr"))):
                return m + 1
    return None


def _relative(s: Sentence, k: int) -> int | None:
    """Return the main verb after a relative clause that harms nobody: "12 people who took part in the march were killed"."""
    verb = k + 1
    while s.lower(verb) in ("had", "have", "could", "did", "not", "also", "then") or s.lower(verb).endswith("ly"):
        verb += 1
    other = s.lower(verb).endswith("ed") or s.lower(verb) in _IRREGULAR or s.lower(verb - 1) == "not"
    if not other or any(s.has(verb, f) for f in (*FORMS, "act")):
        return None
    for m in range(verb + 1, min(verb + 14, len(s.tokens))):
        if s.lower(m) in (",", ";", "and", "but", "who", "that", "which", "when", "after", "before", "while"):
            return None
        if s.lower(m) in _PASSIVE | {"have", "has", "had"} or (s.has(m, "intr") and not s.has(m, "noun")):
            return m
    return None


def _whose(s: Sentence, k: int) -> int | None:
    """Return where "12 workers whose names it had were dead" goes on: at the second verb."""
    verbs = [m for m in range(k + 1, min(k + 12, len(s.tokens))) if s.lower(m) in _PASSIVE | {"have", "has", "had"}]
    stop = next((m for m in range(k, k + 12) if s.lower(m) in (",", ";", ".")), k + 12)
    return verbs[1] if len(verbs) > 1 and verbs[1] == verbs[0] + 1 and verbs[1] < stop else None


def _over_number(s: Sentence, j: int, part: bool) -> int:
    """Step over a number; of a part, also over the harm that it names itself ("including 300 deaths and 2,000 injured")."""
    if not part:
        return j
    k = j
    while s.has(k, "person") or any(s.has(k, f) for f in FORMS):
        harm = [f for f in FORMS if s.has(k, f)]
        if harm and not s.has(k, "person") and s.lower(k + 1) not in ("by", "in", "since", "during"):
            return s.upto(k, harm[0])
        k = max(s.upto(k, tag) for tag in ("person", *FORMS))
    return j


def _other_verb(s: Sentence, k: int, inside: bool, with_verb: bool) -> bool:
    """Say whether another verb ends the clause of the number."""
    low = s.lower(k)
    says = s.has(k, "say") and not s.has(k, "report") and s.lower(k - 1) not in _AUX and not s.lower(k - 1).endswith("ly")
    if says and not any(s.has(k + 1, f) for f in ("pp", "intr")):
        return True
    past = low.endswith("ed") or low in _IRREGULAR
    other = not inside and not s.capital(k) and past and low not in _ALLOWED and not with_verb
    return other and not reduced(s, k)


def reduced(s: Sentence, k: int) -> bool:
    """Say whether a participle only describes its noun: "five men convicted of murder were hanged"."""
    if s.lower(k + 1) not in _PREPOSITIONS:
        return False
    for m in range(k + 1, min(k + 16, len(s.tokens))):
        if s.lower(m) in _LATER:
            return False
        if s.lower(m) in _PASSIVE | {"have", "has", "had"}:
            return any(s.has(x, f) for x in range(m + 1, m + 4) for f in ("pp", "intr"))
    return False


def _heavy(s: Sentence, k: int) -> bool:
    low = s.lower(k)
    light = low in _JOIN | _PARTS or any(s.has(k, tag) for tag in ("person", "hedge", "soft"))
    return not light and low not in ("the", "a", "young", "old")


def _elsewhere(s: Sentence, k: int, form: str, with_verb: bool, inside: bool) -> bool:
    """Say whether a harm word on the way is not the predicate: "those killed", "the dead", "relatives of killed"."""
    before = s.lower(k - 1)
    if before in ("the", "a", "an") and s.has(k + 1, "person") and s.upto(k, form) == k + 1:
        return True  # "to look for the missing boy"
    if before in ("their", "its", "his", "her", "our") or (
        before in ("those", "the", "people", "of", "a", "an", "number") and not with_verb
    ):
        return True
    return inside and not with_verb and before not in _AUX and form == "pp" and s.lower(k - 1) in _PREPOSITIONS
