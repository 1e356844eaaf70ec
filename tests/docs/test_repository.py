"""The rules of the house, held by machine: sizes, words, docstrings, purity of work rooms, Persian letters, addresses."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from block_runner import ROOT

SOURCE = ROOT / "src" / "atleast"
MODULES = sorted(path for path in SOURCE.rglob("*.py"))
TEXTS = (".py", ".md", ".toml", ".txt", ".in", ".html", ".j2", ".css", ".js", ".typ", ".cfg", ".yml", ".yaml", ".sh", "")
PURE = ("names", "dates", "places", "lists", "linkage", "counts", "mse")
# Rooms that hold more modules than a room should, and how many they may not exceed: one file a command. A room that shrinks
# below the limit leaves this table.
LARGE = {"cli": 28}
LIMIT = 12
# Compiled kernels that take a dozen arrays each, whose types numba infers; nothing else may leave its arguments bare.
BARE = {"src/atleast/linkage/kernel.py"}


def name(path: Path) -> str:
    """Return the path as the repository has it."""
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Return the files of the repository that are text: those git knows, or all below the usual folders without git."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
        paths = [ROOT / part for part in done.stdout.split("\0") if part]
    except (OSError, subprocess.CalledProcessError):
        folders = ("src", "tests", "docs", "bench", "scripts", "requirements")
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
    return [path for path in paths if path.is_file() and path.suffix in TEXTS]


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: n for path, n in lengths.items() if n > 500} == {}
    ordered = sorted(lengths.values())
    assert ordered[int(len(ordered) * 0.9)] < 400, "nine of ten files should be below 350 lines"


def test_rooms_are_few_and_small() -> None:
    rooms = [folder for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()]
    assert len(rooms) <= 17
    for folder in [*rooms, *(sub for room in rooms for sub in room.iterdir() if (sub / "__init__.py").is_file())]:
        n = sum(path.name != "__init__.py" for path in folder.glob("*.py"))
        assert n <= LARGE.get(folder.name, LIMIT), f"{name(folder)} has {n} modules"
    assert all(sum(p.name != "__init__.py" for p in (SOURCE / room).glob("*.py")) > LIMIT for room in LARGE)


def test_no_module_is_named_for_nothing() -> None:
    forbidden = {"utils", "util", "common", "base", "managers", "manager", "services", "service", "helpers", "misc"}
    assert [name(path) for path in MODULES if {path.stem, path.parent.name} & forbidden] == []


@pytest.mark.parametrize("folder", ["src", "tests", "bench", "scripts"])
def test_every_module_opens_with_a_docstring(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not text and folder != "src":
            continue  # an empty __init__.py of a folder that is no room
        said = ast.get_docstring(ast.parse(text))
        assert said and said.strip(), f"{name(path)} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_public_functions_are_documented_and_annotated(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for scope in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))]:
        for node in scope.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{name(path)}: class {node.name} has no docstring"
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            where = f"{name(path)}, line {node.lineno}: {node.name}"
            inherited = isinstance(scope, ast.ClassDef) and bool(scope.bases)
            assert ast.get_docstring(node) or inherited, f"{where} has no docstring"
            assert node.returns is not None, f"{where} does not say what it returns"
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
            assert not bare or name(path) in BARE, f"{where} does not say what {bare} are"
            n_lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert n_lines <= 80, f"{where} has {n_lines} lines"


@pytest.mark.parametrize("room", PURE)
def test_work_rooms_touch_no_clock_disk_network_or_environment(room: str) -> None:
    """Pure rooms are functions of their arguments and of package data read through importlib.resources."""
    modules = {"socket", "ssl", "urllib", "http", "logging", "subprocess", "time", "tempfile", "shutil", "requests", "random"}
    for path in sorted((SOURCE / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            where = f"{name(path)}, line {getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                taken = {alias.name.split(".")[0] for alias in node.names} & (modules | {"os"})
                assert taken <= {"random"} & taken, f"{where}: a work room imports {sorted(taken)}"
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                top = (node.module or "").split(".")[0]
                assert top not in modules - {"random"} | {"os"}, f"{where}: a work room imports from {node.module}"
            if isinstance(node, ast.Call):
                assert not (isinstance(node.func, ast.Name) and node.func.id == "open"), f"{where}: open()"
                called = ast.unparse(node.func)
                assert not re.search(r"(?:^|\.)(?:now|today|utcnow|getenv|write_text|write_bytes|urlopen)$", called), (
                    f"{where}: {called}"
                )
                assert not re.fullmatch(r"random\.(?!Random\b)\w+", called), f"{where}: {called} has no seed"
                if called.endswith("default_rng"):
                    assert node.args or node.keywords, f"{where}: randomness without a seed"
            if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("os.environ"):
                raise AssertionError(f"{where}: os.environ")


def test_no_address_stands_in_the_locks() -> None:
    locks = [*(ROOT / "requirements").glob("*"), *ROOT.glob("*.lock"), *ROOT.glob("package-lock.json")]
    assert len(locks) >= 4
    for path in locks:
        assert "://" not in path.read_text(encoding="utf-8"), f"{name(path)} names an address"
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "--hash=sha256:" in path.read_text(encoding="utf-8")


def test_no_machine_stands_in_the_repository() -> None:
    """Paths of somebody's computer in code, tests or pages would work there and nowhere else."""
    pattern = re.compile(r"(?<![\w.~-])/(?:" + "|".join(["work", "root", "tmp", "home", "Users", "opt"]) + r")/\w")
    this = Path(__file__).resolve()
    found = []
    for path in tracked():
        if path == this:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name(path)}, line {number}: {line.strip()[:80]}")
    assert found == []


# Letters of Arabic keyboards that Persian does not use, and a plural that stands apart instead of being joined by ZWNJ.
WRONG_LETTERS = re.compile("[\N{ARABIC LETTER YEH}\N{ARABIC LETTER KAF}\u0664\u0665\u0666]")
WRONG_PLURAL = re.compile(r"\S ها(?:ی)?(?!\w)")


def persian_copy() -> list[Path]:
    """Return the catalogues: words that the program itself says. Tables that quote how others write are not copy."""
    found = [path for path in SOURCE.rglob("*") if path.suffix in (".toml", ".po") and "__pycache__" not in path.parts]
    quoting = {"names", "places", "lists", "claims"}
    return sorted(path for path in found if path.relative_to(SOURCE).parts[0] not in quoting)


@pytest.mark.parametrize("path", persian_copy(), ids=name)
def test_persian_copy_has_the_letters_of_persian(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        assert not WRONG_LETTERS.search(line), f"{name(path)}, line {number}: a letter or digit of Arabic: {line.strip()}"
        assert not WRONG_PLURAL.search(line), f"{name(path)}, line {number}: «ها» after a space: {line.strip()}"


def test_persian_letters_are_caught() -> None:
    assert WRONG_LETTERS.search("کمیت\N{ARABIC LETTER YEH}") and WRONG_PLURAL.search("خانواده های ما")
    assert not WRONG_LETTERS.search("کشته‌شدگان ۱۲۳") and not WRONG_PLURAL.search("خانواده‌های ما، دنیا هست")
