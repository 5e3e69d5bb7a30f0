"""A queue so long that whoever joins it would give up before its turn comes."""

from anyio.to_thread import current_default_thread_limiter
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.contract import API
from sync.reference_province.parts import Parts
from sync.reference_province.problems import ProblemCode, come_back_in

COME_BACK_SECONDS = 5
HEALTH = f"{API}/health"


class LongQueue:
    """Tells a request to come back while too many others of this process wait for a thread.

    Nothing of it has been looked at then. Taken in, it would be carried out for a counter that no
    longer listens and asks once more meanwhile: the queue would only grow. ``health`` needs no
    thread, and the province is there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != HEALTH:
            parts: Parts = scope["app"].state.parts
            waiting = current_default_thread_limiter().statistics().tasks_waiting
            if waiting >= parts.settings.longest_queue:
                refused = come_back_in(ProblemCode.BUSY, COME_BACK_SECONDS)
                await refused.answer()(scope, receive, send)
                return
        await self._app(scope, receive, send)
