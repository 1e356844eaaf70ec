"""Names: reading any name, in any script, into comparable columns; what two names have in common, in words.

`read` one name, `columns` for many, `latin` to show it, `explain` to compare two. Tables are `fa` or `ar` (`load`).
"""

from __future__ import annotations

from atleast.names.explaining import explain
from atleast.names.frame import columns
from atleast.names.reading import Name, latin, read
from atleast.names.tables import Tables, load

__all__ = ["Name", "Tables", "columns", "explain", "latin", "load", "read"]
