"""Runs the migrations in one transaction each, on the file that ``migrate`` names."""

from alembic import context

from app.store.database import open_engine, writing
from app.store.schema import Row

engine = open_engine(context.config.attributes["path"], context.config.attributes["key"])
with writing(engine).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
