"""What the process that reads foreign files may do: `fence` before it reads its input, `shut` before it parses.

Limits of the system hold everywhere: memory, seconds of computing, and afterwards no new file, socket or process. On Linux a
filter of system calls (seccomp) also refuses whatever is not reading, computing, writing to what is open, and ending; what it
refuses answers "not permitted". A system that does not know one of them is held by the others, and by the parent's clock.
"""

from __future__ import annotations

import ctypes
import platform
import sys

# By machine: its number in the audit header of Linux, and the numbers of the calls that are allowed.
SYSTEM_CALLS = {
    "x86_64": (0xC000003E, "0 1 3 5 8 9 10 11 12 13 14 15 24 25 28 39 60 96 98 131 186 202 228 230 231 234 318 334"),
    "aarch64": (
        0xC00000B7,
        "57 62 63 64 80 93 94 98 113 115 124 131 132 134 135 139 165 169 172 178 214 215 216 222 226 233 278",
    ),
}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_REFUSED, _ALLOWED = 0x00050001, 0x7FFF0000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def fence(memory: int, seconds: int) -> None:
    """Set how much of the computer this process may use: bytes of memory, seconds of computing; it writes no file."""
    import resource

    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds, after=2)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)


def shut() -> None:
    """Take away, when the input is read, what could open a file, a socket or a program."""
    import resource

    _limit(resource.RLIMIT_NOFILE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    if sys.platform != "linux" or platform.machine() not in SYSTEM_CALLS:
        return
    machine, calls = SYSTEM_CALLS[platform.machine()]
    allowed = [int(call) for call in calls.split()]
    n = len(allowed)
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 0, n + 1, machine), (_LOAD, 0, 0, 0)]
    steps += [(_EQUAL, n - i, 0, call) for i, call in enumerate(allowed)]
    steps += [(_RETURN, 0, 0, _REFUSED), (_RETURN, 0, 0, _ALLOWED)]

    class Step(ctypes.Structure):
        _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint32))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step)))

    program = Program(len(steps), (Step * len(steps))(*(Step(*step) for step in steps)))
    system = ctypes.CDLL(None)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        system.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def _limit(what: int, most: int, after: int = 0) -> None:
    """Set a limit; with `after` the program is told that much before the system ends it."""
    import resource

    hard = resource.getrlimit(what)[1]
    least = [most + after] if hard == resource.RLIM_INFINITY else [most + after, hard]
    try:
        resource.setrlimit(what, (min(most, *least), min(least)))
    except (OSError, ValueError):
        return
