"""The province's word for what it has."""

from pydantic import AwareDatetime

from sync.contract.base import Answer, Sha256


class FileReceipt(Answer):
    """The province's word that it has a file whole (``GET /v1/uploads/{id}/receipt``)."""

    sha256: Sha256
    """Computed by the province from the bytes it stored."""
    bytes: int
    received_at: AwareDatetime


class ActReceipt(Answer):
    """The province's word that an act is done, the same on every repeat of its key."""

    receipt_number: str
    dossier_id: str
    dossier_code: str
    """The province's number, e.g. ``H01.31.02-261123-0001``."""
    accepted_at: AwareDatetime
    files: tuple[FileReceipt, ...]
    version: int = 0
    """Of the dossier, after the act."""
    state: str = ""
    """Of the dossier, after the act."""
    warehouse_code: str = ""
    """With ``save_to_warehouse``: e.g. ``KQ.G15.000007``."""
    warehouse_item: str = ""
    """With ``save_to_warehouse``: the item's identifier."""
