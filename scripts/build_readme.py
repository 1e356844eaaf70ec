"""Write the demo's figures into the README: runs `atleast demo` in a temporary folder and puts its table between the markers.

`python -m scripts.build_readme`. Run it when linkage, counting or estimating has changed; a test says when the README is stale.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def demo_table() -> list[str]:
    """Run the demo and return the lines of its table as they were printed."""
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-c", "from atleast.cli.main import run; run()", "demo", str(Path(folder) / "sepidar-demo")]
        printed = subprocess.run(program, capture_output=True, text=True, check=True).stdout.splitlines()
    below = itertools.dropwhile(lambda line: not line.startswith("  figure "), printed)
    return list(itertools.takewhile(lambda line: line.strip(), below))


def main() -> None:
    """Run the demo and write its table."""
    head, _, rest = README.read_text(encoding="utf-8").partition("<!-- demo -->\n")
    _, _, tail = rest.partition("<!-- end -->")
    block = "\n".join(["```text", *demo_table(), "```"])
    README.write_text(f"{head}<!-- demo -->\n{block}\n<!-- end -->{tail}", encoding="utf-8")
    print(block)


if __name__ == "__main__":
    main()
