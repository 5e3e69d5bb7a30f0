"""Makes the tables, and adds to those of an older province what it lacks."""

from sqlalchemy import Connection, Engine, Table, inspect, text
from sqlalchemy.schema import CreateColumn

from sync.reference_province import database as tables
from sync.reference_province import tables_of_acts, tables_of_citizens, tables_of_workers
from sync.reference_province.tables_of_acts import REFUSALS

_LOCK = 4_711_001
"""Of PostgreSQL's advisory locks: servers that start together take turns."""

_BEGIN_REFUSALS = text(
    "INSERT INTO refusal_chain (name, audit_hash, audit_count) VALUES (:name, '', 0) "
    "ON CONFLICT DO NOTHING"
)

PARTS = (tables, tables_of_acts, tables_of_citizens, tables_of_workers)
"""Imported so that their tables are known."""


def make_tables(engine: Engine) -> None:
    """Harmless to repeat. Columns that came later all have a default or may be empty."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # However long another server takes over it.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        tables.Table.metadata.create_all(connection)
        for table in tables.Table.metadata.sorted_tables:
            _complete(connection, table)
        connection.execute(_BEGIN_REFUSALS, {"name": REFUSALS})


def _complete(connection: Connection, table: Table) -> None:
    looked = inspect(connection)
    known = {column["name"] for column in looked.get_columns(table.name)}
    for column in table.columns:
        if column.name not in known:
            made = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {made}"))
    for index in table.indexes:
        index.create(connection, checkfirst=True)
