"""How many requests an account may make."""

import threading
import time
from dataclasses import dataclass

from sync.reference_province.problems import ProblemCode, come_back_in


@dataclass
class _Bucket:
    left: float
    filled_at: float


class RateLimit:
    """A bucket of requests for each account that fills up again evenly (token bucket)."""

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, account: str) -> None:
        """Count one request. Raises ``too_many_requests`` when the bucket is empty."""
        now = time.monotonic()
        with self._lock:
            bucket = self._buckets.setdefault(account, _Bucket(self._size, now))
            refill = (now - bucket.filled_at) * self._size / 60
            bucket.left = min(self._size, bucket.left + refill)
            bucket.filled_at = now
            if bucket.left < 1:
                raise come_back_in(ProblemCode.TOO_MANY_REQUESTS, 1 + int(60 / self._size))
            bucket.left -= 1
