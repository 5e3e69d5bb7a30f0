"""The reference province put together: a whole server for ``sync/contract.py``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from sync.reference_province import (
    acts,
    changes,
    dossiers,
    files,
    middleware,
    problem_handlers,
    procedures,
    published_lists,
    sign_in,
    timeline,
    tokens,
    uploads,
    warehouse,
)
from sync.reference_province.engine import Database
from sync.reference_province.files_folder import FilesFolder
from sync.reference_province.id_tokens import IdTokenKey
from sync.reference_province.limits import RateLimit
from sync.reference_province.openapi import describe
from sync.reference_province.parts import Parts
from sync.reference_province.settings import Clock, ProvinceServerSettings, vietnam_now
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
    changes,
)


def create_province(settings: ProvinceServerSettings, *, clock: Clock = vietnam_now) -> FastAPI:
    """An ASGI application; its database and files folder are made when a server starts it.

    One process for a files folder: ``serve`` and ``running_province`` see to that.
    """
    app = FastAPI(lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.parts = Parts(
        settings=settings,
        clock=clock,
        database=Database(settings.database_url),
        files=FilesFolder(settings.files_folder),
        writers=Writers(),
        rate_limit=RateLimit(settings.requests_per_minute),
        id_token_key=IdTokenKey(),
    )
    for part in ROUTED:
        app.include_router(part.router)
    problem_handlers.install(app)
    app.add_exception_handler(tokens.TokenRefused, tokens.token_refused)
    # The last one added is the outermost.
    app.add_middleware(middleware.MethodOverride)
    app.add_middleware(middleware.BodyLimit)
    app.add_middleware(middleware.Journal)
    describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    parts.files.make()
    try:
        parts.database.make_tables()
        yield
    finally:
        parts.database.close()
