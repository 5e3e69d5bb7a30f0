"""Bringing a database file up to date, after copying it."""

from contextlib import closing
from pathlib import Path

from app.errors import AppError, Code
from app.store.database import open_connection
from app.whole_files import whole_file

_MIGRATIONS = Path(__file__).parent / "migrations"
_KEPT_COPIES = 5


def migrate(path: Path, backups: Path, key: bytes) -> None:
    """Bring the tables of ``path`` to this program's version.

    A file with an older version is copied to ``backups`` first. Errors: DATABASE_NEWER when a
    newer program wrote it, DATABASE_DAMAGED by way of the caller.
    """
    versions = known_versions()
    current, newest = _version(path, key), versions[-1]
    if current == newest:
        return
    if current is not None:
        if current not in versions:
            raise AppError(Code.DATABASE_NEWER, version=current)
        _copy(path, backups / f"before-{newest}-from-{current}.sqlite3", key)
        _drop_old_copies(backups)
    upgrade(path, newest, key)


def copies_in(backups: Path) -> list[Path]:
    """What :func:`migrate` has copied to ``backups``, the oldest first."""
    return sorted(backups.glob("before-*.sqlite3"), key=lambda each: each.stat().st_mtime)


def known_versions() -> list[str]:
    """Versions this program knows, oldest first: the numbers its migration files begin with."""
    return sorted(file.name.split("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(path: Path, version: str, key: bytes) -> None:
    """Run the migrations up to ``version``."""
    # Alembic takes a quarter of a second to import, and is needed once a version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes.update(path=path, key=key)
    command.upgrade(config, version)


def _version(path: Path, key: bytes) -> str | None:
    """The version that wrote ``path``; None when there is none yet."""
    if not path.exists():
        return None
    with closing(open_connection(path, key)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")
        if tables.fetchone() is None:
            return None
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def _copy(path: Path, target: Path, key: bytes) -> None:
    """SQLite's own backup, sealed as the file is, whatever the write-ahead log holds."""
    with (
        whole_file(target) as part,
        closing(open_connection(path, key)) as source,
        closing(open_connection(part, key)) as copy,
    ):
        source.backup(copy)


def _drop_old_copies(backups: Path) -> None:
    for old in copies_in(backups)[:-_KEPT_COPIES]:
        old.unlink()
