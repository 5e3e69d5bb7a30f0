"""The store of a counter, as in tests/store."""

from tests.store.conftest import store, vault

__all__ = ["store", "vault"]
