"""Write the demo's figures into the README: runs `atleast demo` in a temporary folder and puts its table between the markers.

`python -m scripts.build_readme`. Run it when linkage, counting or estimating has changed; a test says when the README is out of
date.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from atleast.demo.showing import demo

README = Path(__file__).resolve().parents[1] / "README.md"
HEAD = ("figure", "atleast says", "the truth", "")


def table(rows: list[list[object]]) -> list[str]:
    """Return the rows in aligned columns, as the command prints them."""
    cells = [list(HEAD), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(HEAD))]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def main() -> None:
    """Run the demo and write its table."""
    with tempfile.TemporaryDirectory() as folder:
        shown = demo(Path(folder) / "sepidar-demo")
    head, _, rest = README.read_text(encoding="utf-8").partition("<!-- demo -->\n")
    _, _, tail = rest.partition("<!-- end -->")
    block = "\n".join(["```text", *table(shown.rows), "```"])
    README.write_text(f"{head}<!-- demo -->\n{block}\n<!-- end -->{tail}", encoding="utf-8")
    print(block)


if __name__ == "__main__":
    main()
