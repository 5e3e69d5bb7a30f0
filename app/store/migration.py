"""Bringing a database file up to date, after copying it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.errors import AppError, Code
from app.store.database import open_engine

_KEPT_COPIES = 5


def migrate(path: Path, backups: Path) -> None:
    """Bring the tables of ``path`` to this program's version.

    A file with an older version is copied to ``backups`` first. Errors: DATABASE_NEWER when a
    newer program wrote it, DATABASE_DAMAGED by way of the caller.
    """
    config = _config(path)
    script = ScriptDirectory.from_config(config)
    current, newest = _version(path), script.get_current_head()
    if current == newest:
        return
    if current is not None:
        if current not in {each.revision for each in script.walk_revisions()}:
            raise AppError(Code.DATABASE_NEWER, version=current)
        _copy(path, backups / f"before-{newest}-from-{current}.sqlite3")
        _drop_old_copies(backups)
    command.upgrade(config, "head")


def _config(path: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["path"] = path
    return config


def _version(path: Path) -> str | None:
    if not path.exists():
        return None
    engine = open_engine(path)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _copy(path: Path, target: Path) -> None:
    """SQLite's own backup, which is consistent whatever the write-ahead log holds."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    part.replace(target)


def _drop_old_copies(backups: Path) -> None:
    copies = sorted(backups.glob("before-*.sqlite3"), key=lambda each: each.stat().st_mtime)
    for old in copies[:-_KEPT_COPIES]:
        old.unlink()
