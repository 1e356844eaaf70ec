"""Finding the speakers of a Persian or Arabic sentence: `eastern_frames(sentence, numbers, lang)` gives one `Frame` for each.

Persian: the speaker opens its clause and the verb closes it ("X announced that"); Arabic: the verb comes first. Both:
"according to X" before or after, "X, quoting Y", "Y quoted X", "told X", and a name set off by a colon. What cannot be read is
no frame: the origin then stays empty.
"""

from __future__ import annotations

from atleast.claims.eastern.clauses import NAMED, TIME, boundaries, clause, speech
from atleast.claims.lexicon import fold, grammar
from atleast.claims.numbers import Number
from atleast.claims.sentences import Sentence
from atleast.claims.speakers import Frame

_OPENERS = frozenset(grammar("eastern_openers"))
_ASIDE = frozenset(grammar("eastern_aside"))
_MEDIA = tuple(grammar("eastern_media"))
_TITLES = frozenset(grammar("eastern_titles"))
_ADJECTIVES = frozenset(grammar("eastern_adjectives"))
_BUT = frozenset(("لکن", "ولکن", "بینما", "فیما", "و", "اما", "غیر", "ان", "فی", "حین"))
_SOURCES = frozenset(map(fold, ("آگاه", "منبع", "مقام", "مسئول", "ارشد", "مطلع")))
_HOUSES = tuple(map(fold, ("وزارت", "سازمان", "دولت", "دفتر", "بیمارستان", "پلیس", "سپاه", "قوه", "دادگستری")))
_TIME = ("سال", "ماه", "روز", "هفته", "شب", "ساعت", "سده", "دهه", "زمان", "آغاز", "اغاز", "ابتدای", "هنگام", "بدو")
_AGO = ("بعد", "پیش", "قبل", "بعدتر", "پیشتر", "گذشته", "اخیر", "نخست")
_TOLD = ("گفت", "خبر")
_AUDIENCE = ("خبرنگار", "رسانه", "مجلس", "مردم", "نمایندگان", "طور", "شدت", "این", "آن", "او", "وی", "ما", "من")
_CARRIED = ("نقل", "تنقل", "ینقل", "نقلت")
_NO_SPEAKER = frozenset(grammar("eastern_no_speaker"))
_SPEAKERS = tuple(grammar("eastern_speakers"))
_TURNED = frozenset(("حال", "وجود", "میان", "زمینه", "ترتیب", "حین", "ادامه", "مقابل", "دیگر"))
_TOLD_OF = ("ابلغ", "ابلغت", "اخبر", "اخبرت")  # "X told Y that"
_DOCUMENTS = frozenset(grammar("eastern_documents"))
_ISSUED = frozenset(grammar("eastern_issued"))
_SAME = frozenset(grammar("eastern_same"))
_PUBLISHED = ("نشر", "بث", "نقل", "اورد", "تلق", "اطلع")
_RECORDINGS = frozenset(grammar("eastern_recordings"))
_PASSIVE = ("میشو", "میشد", "شد", "میگرد")
_ROLES = ("سخنگو", "رئیس", "رییس", "مدیر", "دبیر", "معاون", "نماینده", "مسئول", "عضو", "اعضای", "فعالان", "مقام", "بنیانگذار")
_DOINGS = frozenset(grammar("eastern_doings"))
_DENIES = frozenset(("نفی", "نفت", "ینفی", "تنفی", "نفوا"))
_THAT = frozenset(("ان", "بان", "وان"))
_SURE = ("لجن", "لجا", "لوا")  # words that begin with lam themselves


def eastern_frames(s: Sentence, found: list[Number], lang: str) -> list[Frame]:
    """Find the speakers of a Persian or Arabic sentence."""
    reader = _Reader(s, found, lang)
    frames: list[Frame] = []
    for k in range(len(s.tokens)):
        if s.has(k, "citing") or s.has(k, "by"):
            reader.according(k, frames)
        elif lang == "ar" and s.lower(k).removeprefix("و") in _CARRIED:
            reader.carried(k, frames)
        elif s.has(k, "say") and "وگو" not in s.lower(k):
            topic = next((m for m in range(max(0, k - 10), k) if s.lower(m) == "اما"), None) if lang == "ar" else None
            if topic is not None and s.lower(k).startswith("ف") and (name := reader.name(topic + 1, k)):
                frames.append(reader.frame("pre", name, topic, topic, k + 1, k + 1, clause(reader.breaks, k)[1]))
            elif lang == "ar":
                reader.verb_first(k, frames)
            else:
                reader.verb_last(k, frames)
    reader.colon(frames)
    reader.document(frames)
    return frames


class _Reader:
    """One sentence with what its speakers' phrases may not run over."""

    def __init__(self, s: Sentence, found: list[Number], lang: str) -> None:
        self.s, self.lang = s, lang
        self.starts = frozenset(n.i for n in found)
        self.stops, self.back = speech(lang, "stops"), speech(lang, "pronouns")
        self.bounds = boundaries(s, lang)
        self.breaks = [0, *(k for k in range(1, len(s.tokens)) if s.lower(k) in (";", "؛")), len(s.tokens)]

    def frame(
        self, kind: str, name: str, i: int, at: int, end: int, first: int, last: int, relays: tuple[str, ...] = ()
    ) -> Frame:
        return Frame(kind, name, i, at, end, first, last, self._points_back(name), relays=relays)

    def _points_back(self, name: str) -> bool:
        """Say whether a name is "this organisation", "the same committee", "al-lajna dhatuha"."""
        words = fold(name).split()
        same = [w for w in words if w not in _SAME]
        return " ".join(same) in self.back or (len(same) < len(words) <= 2 and " ".join(["این", *same]) in self.back)

    def forward(self, k: int, stop: int) -> int:
        """Return where the name that begins at k ends."""
        s, begin = self.s, k
        while k < stop and k - begin < 14:
            low = s.lower(k)
            if low == "العام" and k > begin and s.lower(k - 1).startswith("ال"):
                k += 1  # "the prosecutor general", not "this year"
                continue
            if low == "عن" and s.lower(k - 1) in ("للافراج", "للدفاع"):
                k += 1  # "the committee for the release of the detained"
                continue
            if low == "در" and s.lower(k - 1) in _SOURCES and s.lower(k + 1).startswith(_HOUSES):
                k += 1  # "a source in the ministry of health"
                continue
            if low == "این" and k > begin and s.lower(k - 1).startswith(_ROLES):
                k += 1  # "the spokesman of this ministry"
                continue
            tags = ("act",) if self.lang == "fa" else ("act", "pp")
            if (
                (low in self.stops and not (k == begin and low == "این"))
                or not (low[0].isalpha() or low in ('"', "'"))
                or (k > begin and (s.has(k, "say") or s.has(k, "citing") or any(self._verb(k, t) for t in tags)))
                or s.has(k, "hedge")
                or (k > begin and self.lang == "fa" and self._plain(k) in _DOCUMENTS and low.endswith("ی"))
                or (k in self.starts and k > begin)
                or (
                    self.lang == "ar"
                    and low.startswith("ل")
                    and k > begin
                    and (low[1:].startswith(_MEDIA) or s.lower(k - 1) == '"')
                )
            ):
                break
            k += 1
        return k

    def _told_to(self, k: int) -> bool:
        """Say whether Arabic "to X" begins here and goes on no name: X is an outlet, or the name before is closed by quotes."""
        return self.s.lower(k)[1:].startswith(_MEDIA) or self.s.lower(k - 1) == '"'

    def _verb(self, k: int, tag: str) -> bool:
        """Say whether a word does harm here; "the committee for the detained" only names people."""
        s = self.s
        return s.has(k, tag) and not (s.has(k, "noun") and s.tags[k]["noun"][0] > s.tags[k][tag][0])

    def name(self, i: int, j: int) -> str | None:
        begin, i = i, self._over_document(i, j)
        name = self.s.raw(i, j).strip("«»\"'“”‘’ ")
        name = self.without_to(name) if self.lang == "ar" and i > begin else name.removesuffix(" آن")
        return name if any(c.isalpha() for c in name) and j - i <= 14 and not TIME.match(name) else None

    def _over_document(self, i: int, j: int) -> int:
        """Step over what only holds the words of a speaker: "a report issued by X" is X."""
        k = i
        while k < j and self._plain(k) in (_DOCUMENTS if k == i else _DOCUMENTS | _ISSUED | _ADJECTIVES):
            k += 1
        return k if k < j else i

    def _plain(self, k: int) -> str:
        return self.s.lower(k).replace("\u200c", "")

    def without_to(self, name: str) -> str:
        """Return an Arabic name without the "to" before it: "lil-shabaka" is "al-shabaka", "li-lajnat" is "lajnat"."""
        if not name.startswith("ل") or name.startswith(_SURE):
            return name
        return name[1:] if not name.startswith("لل") or name[1:].startswith(_SURE) else "ال" + name[2:]

    def according(self, k: int, frames: list[Frame]) -> None:
        """Read "according to X" and "quoting X"."""
        s = self.s
        start, stop = clause(self.breaks, k)
        tag = "citing" if s.has(k, "citing") and s.upto(k, "citing") >= s.upto(k, "by") else "by"
        end = s.upto(k, tag)
        if any(s.lower(m).startswith(_CARRIED) for m in range(k, end)) and self.carried(end - 1, frames, start):
            return
        while self._plain(end) in _ADJECTIVES | _ISSUED or (self._plain(end) in _DOCUMENTS and self._plain(end + 1) in _ISSUED):
            end += 1
        if self.lang == "ar" and self._plain(end) in _DOCUMENTS and s.lower(end + 1)[:1] == "ل":
            end += s.lower(end + 1)[1:].startswith(_MEDIA)  # "a count by the agency X"
        last = self.forward(end, stop)
        name = self.name(end, last)
        held = any(self._plain(m) in _DOCUMENTS for m in range(k, end + 1))
        if name and self.lang == "ar" and (s.lower(k).startswith(("وفقا", "طبقا")) or held):
            name = self.without_to(name)
        if not name:
            return
        if all(self._plain(m) in _ISSUED | _ADJECTIVES for m in range(end, last)):
            return  # "according to reports received"
        passed = self._passed_on(end, last, stop)
        if passed:
            whose = passed[0] if self._plain(last - 1) in _DOCUMENTS and last == end + 1 else name
            relays = () if whose == passed[0] else (passed[0],)
            frames.append(self.frame("by", whose, k, k, passed[1], passed[1], stop, relays))
            return
        speaker = frames[-1] if frames else None
        if (
            tag == "by"
            and speaker
            and speaker.kind == "pre"
            and s.lower(k - 1) == "،" == s.lower(last)
            and k - 1 <= speaker.end + 1
        ):
            frames[-1] = speaker._replace(relays=(*speaker.relays, name))  # "the council, as X reports, announced"
            return
        relayed = any(f.kind == "by" and f.end == k for f in frames)
        opens_with = k == start and s.lower(last) == "،" and self._speaker_next(last + 1)
        if (
            tag == "citing"
            and (relayed or opens_with)
            and self.lang == "fa"
            and any(s.has(m, "say") for m in range(last, stop))
        ):
            frames.append(self.frame("by", name, k, k, last, last, stop))  # "as A reports, quoting B, C announced"
            return
        if tag == "citing":
            frames.append(self.frame("citing", name, k, k, last, start, stop))
            return
        opens = not any(start <= m < k for m in self.starts)
        if not opens and s.lower(k - 1) in ("که", "و") and any(last <= m < stop for m in self.starts):
            frames.append(self.frame("by", name, k, k, last, last, clause(self.bounds, k)[1]))  # "of whom, X says, 12 were"
            return
        stop = stop if opens else max(last, clause(self.bounds, k)[1])
        forward = opens and any(last <= m < stop for m in self.starts)
        frames.append(self.frame("by", name, k, k, last, last if forward else start, stop, self.through(last, stop)))

    def _passed_on(self, i: int, k: int, stop: int) -> tuple[str, int] | None:
        """Read Persian "which Y published" after a name: who passed it on, and where that ends."""
        s = self.s
        if self.lang != "fa" or s.lower(k) != "که":
            return None
        verb = next((m for m in range(k + 2, min(k + 14, stop)) if s.has(m, "say")), None)
        if verb is None or any(k < m < verb for m in self.starts):
            return None
        name = self.name(k + 1, self.forward(k + 1, verb))
        return (name, s.upto(verb, "say")) if name else None

    def _speaker_next(self, k: int) -> bool:
        """Say whether a speaker and no figure opens at k: "quoting X, a source in the ministry announced"."""
        s = self.s
        return not (s.lower(k)[:1].isdigit() or s.has(k, "hedge") or (k in self.starts and s.lower(k) != fold("یک")))

    def carried(self, k: int, frames: list[Frame], start: int | None = None) -> bool:
        """Read Arabic "naqalat X 'an Y": X passed on what Y said; also "bi-hasab ma naqalat", before or after the figure."""
        s = self.s
        _, stop = clause(self.breaks, k)
        of = next((m for m in range(k + 1, min(k + 10, stop)) if s.lower(m) == "عن"), None)
        if of is None or any(s.lower(m) == "،" for m in range(k + 1, of)):
            return False
        last = self.forward(of + 1, stop)
        name, relay = self.name(of + 1, last), self.name(k + 1, of)
        if name:
            named = relay.split(' "')[-1].strip('"“”') if relay else None
            opens = start is None or not any(start <= m < k for m in self.starts)
            kind, first = ("pre", last) if start is None else ("by", last if opens else start)
            frames.append(self.frame(kind, name, k, k, last, first, stop, (named,) if named else ()))
        return bool(name)

    def verb_first(self, k: int, frames: list[Frame]) -> None:
        """Read the Arabic speaker, after its verb; "X, Dr. Y" is Y."""
        s = self.s
        start, stop = clause(self.breaks, k)
        end = s.upto(k, "say")
        if any(f.i <= k < f.end for f in frames) or s.lower(k - 1).removeprefix("و") in ("لم", "لن", "لا", "عدم"):
            return  # "the authorities did not announce"
        last = self.forward(end, stop)
        if s.lower(k).removeprefix("و") in _DENIES:
            last = next((m for m in range(end, last) if s.lower(m) in _DOINGS), last)  # "the minister denied aiming at"
            if last > end and not any(m in self.starts or s.lower(m) in ("ای", "احد") for m in range(end, stop)):
                return  # "and the minister denied shelling the market"
        name = self.name(end, last)
        was = next((m for m in range(k - 2, max(-1, k - 10), -1) if s.lower(m).removeprefix("و") in ("کان", "کانت")), None)
        had = s.lower(k - 1) == "قد"
        if (had or not name) and was is not None and (before := self.name(was + 1, k - had)) and was + 1 not in self.starts:
            frames.append(self.frame("pre", before, was, was, end, end, stop))  # "X had announced"
            return
        if not name:
            self._subject_first(k, start, end, stop, frames)
            return
        if s.lower(end).startswith("ل") and s.lower(end)[1:].startswith(_MEDIA) and frames:
            relay = self.without_to(name)  # "and told the agency X": who spoke before
            frames.append(frames[-1]._replace(kind="pre", at=k, end=last, i=k, first=last, last=stop, relays=(relay,)))
            return
        if name and last == end + 1 and self._plain(end) in _DOCUMENTS and s.lower(last).startswith("ل"):
            last = self.forward(begin := last, stop)  # "a count by agency X"
            name = self.without_to(self.name(begin, last) or name)
        if s.lower(last) == "عن" and s.lower(last - 1) in ("صادر", "صادره"):
            last = self.forward(begin := last + 1, stop)  # "a report issued by X"
            name = self.name(begin, last) or name
        if (s.lower(last) == "،" and s.lower(last + 1) in _TITLES) or (s.lower(last) == "فی" and self._titled(last, stop)):
            at = last + 1 if s.lower(last) == "،" else self._titled(last, stop) or last
            last = self.forward(at + 1, stop)
            name = self.name(at + 1, last) or name
        told = next((m for m in range(end + 1, last) if s.lower(m).startswith(_MEDIA)), None)
        if told and s.lower(k).removeprefix("و") in _TOLD_OF and (outlet := self.name(told, last)):
            frames.append(self.frame("pre", self.name(end, told) or name, k, k, last, last, stop, (outlet,)))
            return
        relays = self.through(last, stop) or self.through(start, k)
        after = any(start <= m < k for m in self.starts) and not any(last <= m < stop for m in self.starts)
        if after:
            frames.append(self.frame("post", name, k, k, last, start, k, relays))
        else:
            frames.append(self.frame("pre", name, k, k, last, last, stop, relays))

    def _subject_first(self, k: int, start: int, end: int, stop: int, frames: list[Frame]) -> None:
        """Read a speaker before a verb of the present: "but the movement confirms that 12 fell"."""
        begin = max([clause(self.bounds, k)[0], start, *(f.end for f in frames if f.end <= k)])
        while begin < k and (self.s.lower(begin) in self.stops | _BUT or not self.s.lower(begin)[0].isalpha()):
            begin += 1
        name = self.name(begin, k)
        clean = k - begin <= 6 and not any(begin <= m < k for m in self.starts)
        that = self.s.lower(begin - 1) in _THAT or self.s.lower(begin - 1) in ("لکن", "ولکن", "بینما", "فیما")
        if (
            name
            and clean
            and (that or self.s.lower(k)[:1] in ("ی", "ت"))
            and not any(self.s.has(m, "noun") for m in range(begin, k))
        ):
            frames.append(self.frame("pre", name, begin, k, end, end, stop))

    def _titled(self, k: int, stop: int) -> int | None:
        """Return the title after a place: "the spokesman in Gaza, Dr. Y"."""
        mark = next((m for m in range(k, min(k + 5, stop)) if self.s.lower(m) == "،"), None)
        return mark + 1 if mark and self.s.lower(mark + 1) in _TITLES else None

    def verb_last(self, k: int, frames: list[Frame]) -> None:
        """Read the Persian speaker, who opens the clause that the verb closes."""
        if any(f.i <= k < f.end for f in frames):
            return
        if self.s.lower(k - 1) == "و" and any(f.kind == "pre" and f.end <= k for f in frames):
            return  # "rejected this and said": one speaker
        start, stop = clause(self.bounds, k)
        _, far = clause(self.breaks, k)
        this = self._over_openers(start, k)
        if self.s.lower(this) == "این" and self.s.lower(this + 1) == "را":
            self._of_before(this + 2, k, frames)
            return
        said = [
            self.s.upto(m, "say")
            for m in range(start, k)
            if self.s.has(m, "say") and self.s.upto(m, "say") <= k and "وگو" not in self.s.lower(m)
        ]
        begin = max([start, *(f.end for f in frames if f.end <= k and f.kind != "citing"), *said])
        begin = self._over_openers(begin, k)
        begin = self.s.upto(begin, "say") if begin < k and self.s.has(begin, "say") else begin
        last = self.forward(begin, k)
        if self.s.lower(last) == "که" and last == begin + 1 and self._plain(begin) in _DOCUMENTS:
            begin = last + 1  # "the list that X drew up shows"
            last = self.forward(begin, k)
        name = self.name(begin, last)
        harmed = any(self.s.has(m, f) for m in range(begin, k) for f in ("act", "pp", "noun"))
        if begin in self.starts and harmed and not self._one_speaks(begin):
            self._after_words(k, begin, frames)
            return
        if self.s.lower(self.s.upto(k, "say")).replace("\u200c", "").startswith(_PASSIVE):
            self._told_in(start, k, frames)
            return
        if not name or self._only_harm(begin, last) or self.s.lower(begin) in _TIME or self._measured(begin):
            return
        if said and self.s.lower(begin - 1) == "و":  # "X puts it at 21 and Y at 40"
            frames[:] = [f._replace(last=min(f.last, begin)) if f.end <= begin else f for f in frames]
        frames.append(self.frame("pre", name, begin, begin, last, last, far if far > stop else stop, self.through(last, k)))
        self._second(last, k, frames)
        self._second(self.s.upto(k, "say"), min(self.s.upto(k, "say") + NAMED, stop), frames, after=True)

    def _only_harm(self, i: int, j: int) -> bool:
        """Say whether a name is but a harm: "and told of the killing of 12"."""
        return self.s.has(i, "act") and self.s.upto(i, "act") >= j

    def _measured(self, k: int) -> bool:
        return k in self.starts and self.s.has(k + 1, "unit") and not self._one_speaks(k)

    def _one_speaks(self, k: int) -> bool:
        """Say whether "a source", "a recording" opens here, not one person who was harmed."""
        word = self._plain(k + 1)
        return self.s.lower(k) == "یک" and (word.startswith(_SPEAKERS) or word in _DOCUMENTS | _RECORDINGS)

    def _told_in(self, start: int, k: int, frames: list[Frame]) -> None:
        """Read a Persian passive: nobody speaks in "it is said", a recording or a report in "in a recording it is said"."""
        for m in range(start, k):
            begin = m + 1 + (self.s.lower(m + 1) in ("یک", "این", "آن", "ان"))
            if self.s.lower(m) == "در" and self._plain(begin) in _DOCUMENTS | _RECORDINGS:
                last = self.forward(begin, k)
                if name := self.name(begin, last) or self.s.raw(begin, begin + 1):
                    frames.append(self.frame("pre", name, m, m, last, last, clause(self.breaks, k)[1]))
                return

    def _of_before(self, i: int, k: int, frames: list[Frame]) -> None:
        """Read a Persian speaker of what was told in the clause before: "12 people were killed; this X confirmed"."""
        last = self.forward(i, k)
        name = self.name(i, last)
        first, told = clause(self.bounds, i)
        before = clause(self.bounds, first - 1)[0] if first and any(m < first for m in self.starts) else first
        if name and not any(i < m < k for m in self.starts):
            frames.append(self.frame("post", name, i, i, last, before, told, self.through(last, k)))

    def _second(self, i: int, k: int, frames: list[Frame], *, after: bool = False) -> None:
        """Read a second Persian speaker that shares the verb: "the state puts the dead at 9 and the opposition at 30".

        `after` the verb it leaves its own out: "the state spoke of 9 dead, and the opposition of 30".
        """
        s = self.s
        for m in range(i, k):
            head = m + 1 + (s.lower(m + 1) in ("برخی", "بعضی"))
            if s.lower(m) != "و" or not s.lower(head).startswith(_SPEAKERS):
                continue
            if not after and not any(i <= n < m for n in self.starts):
                continue
            last = self.forward(m + 1, k)
            if after and (s.lower(last) != "از" or any(s.has(n, "say") for n in range(last, last + 12))):
                continue
            name = self.name(m + 1, last)
            if name and last - m <= 6 and any(last <= n <= last + 4 for n in self.starts):
                first = frames[-1]
                frames[-1] = first._replace(last=m)
                frames.append(self.frame("pre", name, m + 1, m + 1, last, last, first.last))
                return

    def _after_words(self, k: int, start: int, frames: list[Frame]) -> None:
        """Read a Persian speaker after the words: "12 people were killed, a doctor told Radio Delta"."""
        s = self.s
        mark = next((m for m in range(k - 1, start, -1) if s.lower(m) == "،"), None)
        if mark is None:
            return
        begin = mark + 1
        while begin < k and s.lower(begin) in ("این", "را", "مطلب", "خبر", "موضوع"):
            begin += 1
        last = self.forward(begin, k)
        name = self.name(begin, last)
        if name and not any(begin < m < k for m in self.starts) and not any(s.has(m, "pp") for m in range(begin, k)):
            frames.append(self.frame("post", name, begin, begin, last, start, mark, self.through(last, k)))

    def _over_openers(self, begin: int, k: int) -> int:
        s = self.s
        moved = True
        while moved and begin < k:
            moved = False
            while (
                begin < k
                and s.lower(begin) in _OPENERS
                and (s.lower(begin) != "این" or s.lower(begin - 1) == "از")
                and not s.has(begin, "say")
            ):
                begin, moved = begin + 1, True
            unit = begin + (s.lower(begin) not in _TIME)
            if s.lower(unit) in _TIME and s.lower(unit + 1) in _AGO:
                begin, moved = unit + 2, True  # "a few weeks later, X announced"
            turn = next((m for m in range(begin + 1, min(begin + 3, k)) if s.lower(m) in _TURNED), None)
            if s.lower(begin) in _ASIDE and turn:  # "nevertheless", "on the other side"
                begin, moved = turn + 1, True
            if s.lower(begin) in _ASIDE:  # "in Tehran, X announced"
                comma = next((m for m in range(begin, k) if s.lower(m) == "،"), None)
                if comma and not any(begin <= m < comma for m in self.starts):
                    begin, moved = comma + 1, True
        return begin

    def through(self, k: int, stop: int) -> tuple[str, ...]:
        """Return who the words were said to: "in an interview with X", "to the agency X"."""
        s = self.s
        for m in range(k, min(k + 8, stop)):
            low = s.lower(m)
            quoted = m == k and s.lower(m - 1) == '"'  # "as 'X' told Y"
            if self.lang == "ar" and low.startswith("ل") and (low[1:].startswith(_MEDIA) or quoted):
                last = self.forward(m + 1, stop)
                return (s.raw(m, last)[1:].strip('"«»“” '),)
            carried = (self.lang == "ar" and low.endswith(("ه", "ها")) and low.startswith(_PUBLISHED)) or low == "که"
            if (carried and s.lower(m + 1).removeprefix("ال").startswith(_MEDIA)) or (
                low == "اختیار" and s.lower(m - 1) == "در"
            ):
                last = self.forward(m + 1, next((x for x in range(m + 1, stop) if s.lower(x) in ("قرار", "گذاشت")), stop))
                return (name,) if (name := self.name(m + 1, last)) else ()
            told = low in ("با", "به") if self.lang == "fa" else low in ("مع",)
            talk = self.lang == "fa" and low == "با" and any(w in s.lower(m - 1) for w in ("وگو", "گفتگو", "مصاحبه", "گو"))
            if told and (talk or s.lower(m + 1).startswith(_MEDIA)):
                last = self.forward(m + 1, stop)
                name = self.name(m + 1, last)
                return (name,) if name else ()
            direct = self.lang == "fa" and low == "به" and s.lower(stop).startswith(_TOLD) and self.forward(m + 1, stop) == stop
            if direct and stop - m <= 6 and not s.lower(m + 1).startswith(_AUDIENCE) and (name := self.name(m + 1, stop)):
                return (name,)
            if m in self.starts:
                break
        return ()

    def document(self, frames: list[Frame]) -> None:
        """Read whose list it is: "the list of X holds the names of 104 dead"."""
        s = self.s
        holds = next((m for m in range(2, min(12, len(s.tokens))) if s.lower(m) in ("شامل", "حاوی")), None)
        if holds and not frames and self._plain(0) in _DOCUMENTS and not any(m < holds for m in self.starts):
            name = self.name(1, holds)
            if name:
                frames.append(self.frame("pre", name, 0, 0, holds, holds, clause(self.breaks, 0)[1]))

    def colon(self, frames: list[Frame]) -> None:
        """Read a headline's source: "Amnesty: at least 8 killed", "Radio Delta quoting Amnesty: ..."."""
        s = self.s
        mark = next((m for m in range(1, min(12, len(s.tokens))) if s.lower(m) == ":"), None)
        if (
            mark is None
            or any(f.at < mark and f.kind != "citing" for f in frames)
            or any(m < mark for m in self.starts)
            or any(s.has(m, f) for m in range(mark) for f in ("act", "pp"))
        ):
            return
        quoted = next((f for f in frames if f.kind == "citing" and f.at < mark), None)
        of = next((m for m in range(1, mark) if s.lower(m) == "عن"), None) if self.lang == "ar" and not quoted else None
        relay = self.name(0, quoted.at if quoted else of or 0)
        name = quoted.origin if quoted else self.name(of + 1 if of else 0, mark)
        stop = len(s.tokens)
        if quoted:
            frames.remove(quoted)
        if name and mark < (12 if relay else 8) and fold(name) not in _NO_SPEAKER:
            frames.append(self.frame("pre", name, 0, 0, mark + 1, mark + 1, stop, (relay,) if relay else ()))
