"""A whole provincial system for ``sync/contract.py``: for demonstrations, tests, and provinces to
learn from. The programs of a counter never import it."""

from sync.reference_province.app import create_province
from sync.reference_province.seed import OfficerSecrets, seed
from sync.reference_province.server import running_province, serve
from sync.reference_province.settings import ProvinceServerSettings

__all__ = [
    "OfficerSecrets",
    "ProvinceServerSettings",
    "create_province",
    "running_province",
    "seed",
    "serve",
]
