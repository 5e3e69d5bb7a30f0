"""The reference province put together: a whole server for ``sync/contract.py``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from sync.reference_province import (
    acts,
    audit,
    changes,
    dossiers,
    files,
    middleware,
    payments,
    play,
    problem_handlers,
    procedures,
    published_lists,
    sign_in,
    statistics,
    timeline,
    tokens,
    uploads,
    warehouse,
)
from sync.reference_province.engine import Database
from sync.reference_province.id_tokens import IdTokenKey
from sync.reference_province.limits import RateLimit
from sync.reference_province.long_queue import LongQueue
from sync.reference_province.openapi import describe
from sync.reference_province.parts import Parts
from sync.reference_province.refusals import Refusals
from sync.reference_province.refused_requests import AuditRefusals
from sync.reference_province.settings import Clock, ProvinceServerSettings, vietnam_now
from sync.reference_province.storage import open_storage
from sync.reference_province.virus_scan import open_virus_scan
from sync.reference_province.writers import Writers

ROUTED = (
    sign_in,
    tokens,
    procedures,
    published_lists,
    uploads,
    acts,
    timeline,
    dossiers,
    files,
    warehouse,
    payments,
    statistics,
    audit,
    changes,
)


def create_province(settings: ProvinceServerSettings, *, clock: Clock = vietnam_now) -> FastAPI:
    """An ASGI application; its database and files folder are made when a server starts it.

    All that outlives a request lies in the database and the storage: several processes may serve
    one province on PostgreSQL.
    """
    database = Database(settings.database_url, workers=settings.workers)
    app = FastAPI(lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.parts = Parts(
        settings=settings,
        clock=clock,
        database=database,
        files=open_storage(settings.files_url, settings.files_folder),
        virus_scan=open_virus_scan(settings.virus_scan_url),
        writers=Writers(database),
        rate_limit=RateLimit(database, settings.requests_per_minute),
        refusals=Refusals(database, clock),
        id_token_key=IdTokenKey(),
    )
    for part in ROUTED:
        app.include_router(part.router)
    if settings.play:
        for router in play.ROUTERS:
            app.include_router(router)
    problem_handlers.install(app)
    app.add_exception_handler(tokens.TokenRefused, tokens.token_refused)
    # The last one added is the outermost.
    app.add_middleware(middleware.MethodOverride)
    app.add_middleware(middleware.BodyLimit)
    app.add_middleware(LongQueue)
    app.add_middleware(AuditRefusals)
    app.add_middleware(middleware.Journal)
    describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    parts.files.make()
    try:
        parts.database.make_tables()
        parts.id_token_key.load(parts.database)
        yield
        parts.refusals.flush()
    finally:
        parts.writers.close()
        parts.database.close()
