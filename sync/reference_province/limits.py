"""How many requests an account may make, whichever process answers them."""

import threading
import time
from collections import Counter

from sqlalchemy import text

from sync.reference_province.engine import Database
from sync.reference_province.problems import ProblemCode, come_back_in
from sync.reference_province.tables_of_workers import RateBucket

_BEGIN = text(
    "INSERT INTO rate_buckets (account, remaining, filled_at) VALUES (:account, :size, :now) "
    "ON CONFLICT DO NOTHING"
)


class RateLimit:
    """A bucket of requests for each account in the database that fills up again evenly.

    A process takes a hundredth of a minute's requests at a time, so that few requests cost a
    write; what it has taken and not used is all that can be lost.
    """

    def __init__(self, database: Database, per_minute: int) -> None:
        self._database = database
        self._size = float(per_minute)
        self._at_a_time = max(1, per_minute // 100)
        self._allowed: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, account: str) -> None:
        """Count one request. Raises ``too_many_requests`` when the bucket is empty."""
        if self._spend(account):
            return
        taken = self._take_from_the_bucket(account)
        if not taken:
            raise come_back_in(ProblemCode.TOO_MANY_REQUESTS, 1 + int(60 / self._size))
        with self._lock:
            self._allowed[account] += taken - 1

    def _spend(self, account: str) -> bool:
        with self._lock:
            if self._allowed[account] < 1:
                return False
            self._allowed[account] -= 1
            return True

    def _take_from_the_bucket(self, account: str) -> int:
        now = time.time()
        with self._database.writing() as session:
            session.execute(_BEGIN, {"account": account, "size": self._size, "now": now})
            bucket = session.get_one(RateBucket, account, with_for_update=True)
            refill = max(0.0, now - bucket.filled_at) * self._size / 60
            full = min(self._size, bucket.remaining + refill)
            taken = min(self._at_a_time, int(full))
            bucket.remaining, bucket.filled_at = full - taken, now
        return taken
