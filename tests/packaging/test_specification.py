"""What packaging/quay.spec tells PyInstaller, which sees no data files and no names at run time."""

import ast
import sys
from importlib.metadata import entry_points
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "app" / "store" / "migrations"


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    """The arguments of ``Analysis``."""
    kept: dict[str, Any] = {}

    def analysis(*_: object, **arguments: Any) -> SimpleNamespace:
        kept.update(arguments)
        return SimpleNamespace(pure=[], scripts=[], binaries=[], datas=[])

    def nothing(*_: object, **__: object) -> None: ...

    spec = ROOT / "packaging" / "quay.spec"
    names = {
        "Analysis": analysis, "PYZ": nothing, "EXE": nothing, "COLLECT": nothing,
        "SPECPATH": str(spec.parent),
    }  # fmt: skip
    before, sys.argv = sys.argv, [str(spec)]
    try:
        exec(compile(spec.read_text(encoding="utf-8"), str(spec), "exec"), names)
    finally:
        sys.argv = before
    return kept


def test_every_migration_is_shipped_as_a_file(asked: dict[str, Any]) -> None:
    shipped = {Path(source).resolve() for source, _ in asked["datas"]}
    wanted = {file.resolve() for file in MIGRATIONS.rglob("*") if file.suffix in (".py", ".mako")}
    assert len(wanted) > 14
    assert wanted <= shipped


def test_what_migrations_import_is_shipped(asked: dict[str, Any]) -> None:
    """They are files to PyInstaller, which reads none of their imports."""
    imported = {
        node.module
        for file in MIGRATIONS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.")
    }
    assert imported
    assert imported <= set(asked["hiddenimports"])


def test_the_keyrings_of_all_systems_are_shipped(asked: dict[str, Any]) -> None:
    """The library finds them by entry points, which lie in its metadata."""
    named = {entry.module for entry in entry_points(group="keyring.backends")}
    ours = {name for name in named if name.startswith("keyring.backends.")}
    assert {"keyring.backends.Windows", "keyring.backends.SecretService"} <= ours
    assert ours <= set(asked["hiddenimports"])
    assert any(target.startswith("keyring-") for _, target in asked["datas"])


def test_the_encrypted_database_is_shipped(asked: dict[str, Any]) -> None:
    assert {"sqlcipher3.dbapi2", "sqlcipher3._sqlite3"} <= set(asked["hiddenimports"])
    assert "sqlalchemy.dialects.sqlite.pysqlite" in asked["hiddenimports"]
