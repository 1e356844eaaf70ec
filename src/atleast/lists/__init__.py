"""Lists: from a list file (bytes) to records, with everything that looks wrong said.

`read` opens the file, `guess` suggests which column is what, `apply` makes records by that mapping, `compare` says what a
newer version changed, `warnings` says what looks wrong beside other lists. All are pure: bytes and frames in, frames and
sentences out.
"""

from atleast.lists.applying import Applied, Question, apply, questions_from_json, questions_to_json
from atleast.lists.comparing import Comparison, compare
from atleast.lists.encodings import MAX_BYTES
from atleast.lists.guessing import guess, numbering, prepare
from atleast.lists.mapping import (
    Columns,
    FileOptions,
    Mapping,
    Options,
    Reading,
    mapping_from_toml,
    mapping_to_toml,
    read_as_mapped,
    show,
)
from atleast.lists.noticing import Warning, warnings
from atleast.lists.reading import RawList, read, split

__all__ = [
    "MAX_BYTES",
    "Applied",
    "Columns",
    "Comparison",
    "FileOptions",
    "Mapping",
    "Options",
    "Question",
    "RawList",
    "Reading",
    "Warning",
    "apply",
    "compare",
    "guess",
    "mapping_from_toml",
    "mapping_to_toml",
    "numbering",
    "prepare",
    "questions_from_json",
    "questions_to_json",
    "read",
    "read_as_mapped",
    "show",
    "split",
    "warnings",
]
