"""How fast a case is, beside the bare disk in the same run: appending, putting, verifying, opening.

Ratios are to writing and `fsync`ing the same bytes on the same disk just before: times depend on the machine, ratios less
so, and CPU seconds least. `python -m bench.casefile FOLDER` measures another disk.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from atleast import casefile
from atleast.casefile import Case, Cost
from atleast.model import Scope

SIZE = 256 << 20
SINGLE = 500
MANY = 50_000
SMALL = 200
_SCOPE = Scope(territory="SP", first_day="2031-01-01", last_day="2031-01-21")
_WORDS = "four words of nonsense"


class Took(NamedTuple):
    wall: float
    cpu: float


def timed(act: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def _raw_appends(folder: Path) -> None:
    descriptor = os.open(folder / "raw.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    for _ in range(SINGLE):
        os.write(descriptor, bytes(400))
        os.fsync(descriptor)
    os.close(descriptor)


def _raw_write(folder: Path, source: Path) -> None:
    with source.open("rb") as read, (folder / "raw.bin").open("wb", buffering=0) as write:
        while piece := read.read(1 << 20):
            write.write(piece)
        os.fsync(write.fileno())


def _raw_small(folder: Path) -> None:
    for number in range(SMALL):
        with (folder / f"raw{number}").open("wb", buffering=0) as write:
            write.write(bytes(2000))
            os.fsync(write.fileno())


def _judgement(i: int) -> tuple[str, dict[str, object]]:
    return "judgement.made", {
        "left": f"{i:032x}",
        "right": f"{i + 1:032x}",
        "verdict": "same",
        "because": "",
        "seen": f"{i:032x}",
    }


def _events(case: Case, folder: Path, files: Took) -> None:
    raw = timed(lambda: _raw_appends(folder))
    single = timed(lambda: [casefile.append(case, *_judgement(i)) for i in range(SINGLE)])
    many = timed(lambda: casefile.append_many(case, [_judgement(i) for i in range(MANY)]))
    read = timed(lambda: casefile.events(case))
    root = timed(lambda: casefile.root(case))
    ratio = raw.wall / single.wall
    print(f"append one at a time  {SINGLE / single.wall:8.0f} events/s ({single.cpu / SINGLE * 1e3:.1f} ms CPU each)")
    print(f"                      {ratio:8.2f} of raw append + fsync ({SINGLE / raw.wall:.0f}/s)")
    print(f"append {MANY} at once {MANY / many.wall:6.0f} events/s ({MANY / many.cpu:.0f} per CPU second)")
    print(f"read and check        {MANY / read.wall:8.0f} events/s ({MANY / read.cpu:.0f} per CPU second)")
    verify = timed(lambda: casefile.verify(case)).cpu - files.cpu
    print(f"root of {MANY + SINGLE} events  {root.wall:6.2f} s, verify them {verify:.2f} CPU seconds more")


def _files(case: Case, folder: Path, source: Path) -> Took:
    size = SIZE / 1e6
    raw = timed(lambda: _raw_write(folder, source))
    put = timed(lambda: casefile.append(case, "list.added", {"file": casefile.put(case, source)}))
    print(f"put {size:.0f} MB            {size / put.wall:8.0f} MB/s ({size / put.cpu:.0f} per CPU second)")
    print(f"                      {raw.wall / put.wall:8.2f} of raw write + fsync ({size / raw.wall:.0f} MB/s)")
    bare = timed(lambda: _raw_small(folder))
    small = timed(lambda: [casefile.append(case, "x.y", {"file": casefile.put(case, bytes(2000))}) for _ in range(SMALL)])
    print(f"put and append 2 kB   {1e3 * small.wall / SMALL:8.2f} ms each ({1e3 * small.cpu / SMALL:.1f} ms CPU)")
    print(f"                      {small.wall / bare.wall:8.1f} x a raw file + fsync ({1e3 * bare.wall / SMALL:.2f} ms)")
    verify = timed(lambda: casefile.verify(case))
    keyless = timed(lambda: casefile.verify_keyless(case.folder))
    print(f"verify                {size / verify.wall:8.0f} MB/s ({size / verify.cpu:.0f} per CPU second)")
    print(f"verify without a key  {size / keyless.wall:8.0f} MB/s ({size / keyless.cpu:.0f} per CPU second)")
    return verify


def main(place: str | None = None) -> None:
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        source = folder / "source.bin"
        with source.open("wb") as stream:
            for _ in range(SIZE >> 20):
                stream.write(os.urandom(1 << 20))
        with casefile.create(folder / "c", _WORDS, title="t", scope=_SCOPE, by="x", cost=Cost())[0] as case:
            _events(case, folder, _files(case, folder, source))
        opening = timed(lambda: casefile.close(casefile.open(folder / "c", _WORDS)))
        print(f"open                  {opening.wall:8.2f} s (argon2id, 256 MiB, 3 passes: made to be slow)")


if __name__ == "__main__":
    main(*sys.argv[1:])
