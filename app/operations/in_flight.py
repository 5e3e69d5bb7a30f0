"""Several files on their way up at once: services are waited for side by side, not in turn."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 4
"""Files at once: a service that answers in 50 ms keeps two cores busy, and is not flooded."""


def in_order(
    act: Callable[[Item], Result], items: Iterable[Item], *, go_on: Callable[[], bool]
) -> Iterator[Result]:
    """What ``act`` gives for each of ``items``, in their order, ``MOST`` of them at once.

    Once ``go_on()`` is false none is begun any more; what is under way ends and is given. The token
    is not to be used by ``act``, which runs on threads of its own. Errors: what ``act`` raises,
    after all that is under way has ended.
    """
    with ThreadPoolExecutor(MOST, thread_name_prefix="raising") as pool:
        under_way: deque[Future[Result]] = deque()
        for item in items:
            if len(under_way) == MOST:
                yield under_way.popleft().result()
            if not go_on():
                break
            under_way.append(pool.submit(act, item))
        while under_way:
            yield under_way.popleft().result()
