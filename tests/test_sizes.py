"""The sizes of design §11: a file that grows past them is cut into parts."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "util", "helper", "misc"}
MAX_FILE_LINES, MAX_CLASS_LINES, MAX_METHODS, MAX_FUNCTION_LINES = 300, 200, 15, 40


def sources() -> Iterator[Path]:
    for package in ("app", "ui", "signing", "sync", "resources", "bench"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations/versions" not in path.as_posix():
                yield path
    yield ROOT / "build_installer.py"


def violations(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    limit = 150 if path.name == "main_window.py" else MAX_FILE_LINES
    if lines > limit:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node)
            if length > MAX_FUNCTION_LINES:
                yield f"{path}:{node.lineno} {node.name}: {length} lines"
        elif isinstance(node, ast.ClassDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            methods = sum(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) for n in node.body)
            if length > MAX_CLASS_LINES:
                yield f"{path}:{node.lineno} {node.name}: {length} lines"
            if methods > MAX_METHODS:
                yield f"{path}:{node.lineno} {node.name}: {methods} methods"


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return (first.end_lineno or 0) - first.lineno + 1
    return 0


def test_no_source_outgrows_its_size() -> None:
    found = [line for path in sources() if path.exists() for line in violations(path)]
    assert not found, "\n".join(found)


def test_the_measure_sees_a_long_function(tmp_path: Path) -> None:
    grown = tmp_path / "grown.py"
    grown.write_text("def f():\n" + "    x = 1\n" * 41)
    assert list(violations(grown))


def test_names_say_what_a_file_holds() -> None:
    vague = [path for path in sources() if path.stem in FORBIDDEN_NAMES]
    assert not vague
