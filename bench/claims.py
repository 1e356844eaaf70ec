"""Figures of the claims reader on the shared data: `python -m bench.claims [--half dev|held|all] [--show] [--gold DIR]`.

The scorer: a claim found is matched with one gold claim of its passage when value, value_hi and violation agree (NV), and the
bound too, or one of `bound_alt` (NBV); killings alone; with origin (NBVA: names compared without case, articles, brackets and
possessive, one holding the other's words). Held are gold d036 to d045 and every second headline.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "claims"
_DROP = {"the", "a", "an", "of", "and", "s"}


def rows(name: str, half: str) -> list[dict[str, Any]]:
    """Read a half of a data set."""
    all_rows = [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]

    def held(index: int, row: dict[str, Any]) -> bool:
        return 36 <= int(row["id"][1:]) <= 45 if name.startswith("gold") else index % 2 == 1

    return [r for i, r in enumerate(all_rows) if half == "all" or held(i, r) == (half == "held")]


def same_name(a: str | None, b: str | None) -> bool:
    """Say whether two origins are one: the same words, or one holds the other's."""
    if not a or not b:
        return (a or None) == (b or None)

    def folded(x: str) -> set[str]:
        plain = re.sub(r"\(.*?\)", " ", x).replace("’", "'").lower()
        return set(re.findall(r"[^\W_]+", plain.replace("'s", " "))) - _DROP

    x, y = folded(a), folded(b)
    return bool(x and y) and (x <= y or y <= x)


def same(found: dict[str, Any], gold: dict[str, Any], *, bound: bool) -> bool:
    """Say whether a found claim is the gold one."""
    if found["kind"] != gold["kind"] or found["value"] != gold["value"] or found["violation"] != gold["violation"]:
        return False
    if gold.get("value_hi") != found["value_hi"]:
        return False
    return not bound or found["bound"] in [gold["bound"], *(gold.get("bound_alt") or [])]


def right_origin(found: dict[str, Any], gold: dict[str, Any]) -> bool:
    """Say whether the origin is that of the text, or, in a whole article, the speaker that it points to."""
    return same_name(found["attributed_to"], gold.get("attributed_to")) or (
        bool(gold.get("resolved")) and same_name(found["attributed_to"], gold["resolved"])
    )


def required(found: list[dict[str, Any]], gold: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Drop what the annotator left open: claims that need not be found, and what was found of them."""
    open_ones = {j for j, g in enumerate(gold) if g.get("optional")}
    spare = {i for i, j in pair(found, gold, bound=False) if j in open_ones}
    matched = {i for i, _ in pair(found, gold, bound=False)}
    spare |= {
        w for i in spare if (w := found[i]["subset_of"]) is not None and w not in matched
    }  # "a woman and her two children"
    kept = [j for j in range(len(gold)) if j not in open_ones]
    at = {j: k for k, j in enumerate(kept)}
    back = [i for i in range(len(found)) if i not in spare]
    new = {i: k for k, i in enumerate(back)}
    return (
        [found[i] | {"subset_of": new.get(found[i]["subset_of"])} for i in back],
        [gold[j] | {"subset_of": at.get(gold[j].get("subset_of"))} for j in kept],
    )


def pair(found: list[dict[str, Any]], gold: list[dict[str, Any]], *, bound: bool) -> list[tuple[int, int]]:
    """Match found with gold claims one to one, those with the right origin and nearest first."""
    options = [
        (
            not right_origin(f, g),
            abs(f["span"][0] - (g.get("span") or f["span"])[0]),
            i,
            j,
        )
        for i, f in enumerate(found)
        for j, g in enumerate(gold)
        if same(f, g, bound=bound)
    ]
    taken: dict[int, int] = {}
    for _, _, i, j in sorted(options):
        if i not in taken and j not in taken.values():
            taken[i] = j
    return sorted(taken.items())


def f1(hits: int, found: int, gold: int) -> str:
    """Say F1 with its counts."""
    score = 2 * hits / (found + gold) if found + gold else 1.0
    return f"{score:.3f}  ({hits} of {gold} gold, {found} found)"


def lead_range(found: list[dict[str, Any]], violation: str) -> tuple[int | None, int | None]:
    """Return the range that the first claim of a harm gives for its incident: (12, 15), (4, 4), (4, None) for "at least 4"."""
    roots = [c for c in found if c["violation"] == violation and c["subset_of"] is None and c["kind"] == "count"]
    if not roots:
        return None, None
    first = roots[0]
    low, high = first["value"], first["value_hi"] or first["value"]
    floor, ceiling = first["bound"] in ("at_least", "more_than"), first["bound"] in ("at_most", "fewer_than")
    return (None if ceiling else low), (None if floor else high)


def score(sets: list[dict[str, Any]], *, show: bool = False) -> dict[str, str]:
    """Score one set of passages."""
    from atleast import claims

    tally: dict[str, list[int]] = {k: [0, 0, 0] for k in ("NV", "NBV", "kill", "NBVA")}
    origin, relay, empty, traps, parents, leads = [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]
    seconds = 0.0
    for lang in ("en", "fa", "ar"):
        claims.read("12", lang=lang)  # the word tables are read once
    for row in sets:
        begin = time.process_time()
        read = claims.read(row["text"], lang=row["lang"], doc_date=row.get("doc_date"), publisher=row.get("publisher"))
        seconds += time.process_time() - begin
        found = [{f: getattr(c, f) for f in c.__struct_fields__} for c in read]
        if row.get("killed"):
            leads[0], leads[1] = leads[0] + (list(lead_range(found, "killing")) == row["killed"]), leads[1] + 1
        found, gold = required(found, row["claims"])
        for name, bound in (("NV", False), ("NBV", True)):
            tally[name] = [a + b for a, b in zip(tally[name], (len(pair(found, gold, bound=bound)), len(found), len(gold)))]
        hits = pair(found, gold, bound=True)
        kf, kg = [c for c in found if c["violation"] == "killing"], [c for c in gold if c["violation"] == "killing"]
        tally["kill"] = [a + b for a, b in zip(tally["kill"], (len(pair(kf, kg, bound=True)), len(kf), len(kg)))]
        right = [h for h in hits if right_origin(found[h[0]], gold[h[1]])]
        tally["NBVA"] = [a + b for a, b in zip(tally["NBVA"], (len(right), len(found), len(gold)))]
        for j, g in enumerate(gold):
            ok = any(h[1] == j for h in right)
            where = origin if g.get("attributed_to") else empty
            where[0], where[1] = where[0] + ok, where[1] + 1
            if g.get("relayed_by"):
                listed = ok and any(
                    same_name(r, x) for i, k in hits if k == j for x in found[i]["relayed_by"] for r in g["relayed_by"]
                )
                relay[0], relay[1] = relay[0] + listed, relay[1] + 1
            if g.get("subset_of") is not None:
                back = {b: a for a, b in hits}
                good = (
                    j in back
                    and found[back[j]]["subset_of"] is not None
                    and found[back[j]]["subset_of"] == back.get(g["subset_of"])
                )
                parents[0], parents[1] = parents[0] + good, parents[1] + 1
        if not row["claims"]:
            traps[0], traps[1] = traps[0] + len(found), traps[1] + 1
        if show:
            _show(row, found, gold, hits, right)
    report = {name: f1(*counts) for name, counts in tally.items()}
    report |= {
        "origin right": f"{origin[0]}/{origin[1]}",
        "origin empty": f"{empty[0]}/{empty[1]}",
        "relayed": f"{relay[0]}/{relay[1]}",
    }
    report |= {"false on traps": f"{traps[0]} on {traps[1]}", "subset parent": f"{parents[0]}/{parents[1]}"}
    if leads[1]:
        report["exact range"] = f"{leads[0]}/{leads[1]}"
    return report | {"ms a passage": f"{1000 * seconds / max(1, len(sets)):.2f}"}


def _show(
    row: dict[str, Any],
    found: list[dict[str, Any]],
    gold: list[dict[str, Any]],
    hits: list[tuple[int, int]],
    right: list[tuple[int, int]],
) -> None:
    keys = ("quote", "violation", "bound", "value", "attributed_to", "relayed_by")
    wrong = [(f"  + {[f[k] for k in keys]}") for i, f in enumerate(found) if i not in {h[0] for h in hits}]
    wrong += [f"  - {[g.get(k) for k in keys]}" for j, g in enumerate(gold) if j not in {h[1] for h in hits}]
    wrong += [
        f"  ? {found[i]['quote']}: {found[i]['attributed_to']} <- {found[i]['relayed_by']}, "
        f"gold {gold[j].get('attributed_to')} <- {gold[j].get('relayed_by')}"
        for i, j in hits
        if (i, j) not in right or bool(gold[j].get("relayed_by")) != bool(found[i]["relayed_by"])
    ]
    wrong += [
        f"  ^ {found[i]['quote']}: {found[i]['subset_of']}, gold {gold[j].get('subset_of')}"
        for i, j in hits
        if (gold[j].get("subset_of") is None) != (found[i]["subset_of"] is None)
    ]
    if wrong:
        print(row["id"], row["text"], *wrong, sep="\n")


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--half", choices=("dev", "held", "all"))
    options.add_argument("--show", action="store_true")
    options.add_argument("--gold", type=Path, help="measure every .jsonl of this folder (or this file) instead")
    given = options.parse_args()
    if given.gold:
        for path in sorted(given.gold.glob("*.jsonl")) if given.gold.is_dir() else [given.gold]:
            sets = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            print(f"{path.stem} ({len(sets)})", *(f"  {k:<16}{v}" for k, v in score(sets, show=given.show).items()), sep="\n")
        return
    for half in [given.half] if given.half else ["dev", "held", "all"]:
        gold = rows("gold_sentences.jsonl", half)
        for name, sets in (
            ("gold, English", [r for r in gold if r["lang"] == "en"]),
            ("gold, Persian and Arabic", [r for r in gold if r["lang"] != "en"]),
            ("headlines", rows("ucdp_headlines.jsonl", half)),
        ):
            if sets:
                print(
                    f"{name}, {half} ({len(sets)})",
                    *(f"  {k:<16}{v}" for k, v in score(sets, show=given.show).items()),
                    sep="\n",
                )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
