"""The keys that tests seal with where no profile has made any."""

from app.sealing.keys import Keys

KEYS = Keys({1: bytes(range(32))})
