"""Which provincial system this counter delivers to, and how."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ProvinceKind(StrEnum):
    """What the other side speaks (docs/decisions/023)."""

    QUAY = "quay"  # the API of docs/province-api.md
    IGATE = "igate"  # VNPT iGate 2, as far as it is known
    PACKAGE = "package"  # nothing: dossiers leave as packages, by hand


@dataclass(frozen=True)
class ProvinceSettings:
    url: str = ""
    """Base address of the provincial system, e.g. ``https://dvc.tinh.gov.vn``."""
    account: str = ""
    """Account of the officer who signed in last."""
    parallel: int = 3
    """Files and acts on their way at the same time."""
    ask_again_hours: int = 24
    """An act that cannot be undone and waited longer is confirmed before it is sent."""
    kind: str = ProvinceKind.QUAY.value
    igate_realm: str = ""
    """With ``igate``: where its officers sign in, e.g. ``https://ssodvc.tinh.gov.vn/auth/realms/digo``."""
    igate_account_id: str = ""
    """With ``igate``: its own identifier of the officer's account."""

    def __post_init__(self) -> None:
        ProvinceKind(self.kind)
        if not 1 <= self.parallel <= 16:
            raise ValueError(self.parallel)
        if not 1 <= self.ask_again_hours <= 8760:
            raise ValueError(self.ask_again_hours)

    @property
    def known_kind(self) -> ProvinceKind:
        return ProvinceKind(self.kind)

    @property
    def is_set(self) -> bool:
        """Whether it is known where dossiers go; by hand needs no address."""
        return bool(self.url) or self.known_kind is ProvinceKind.PACKAGE

    @property
    def system(self) -> tuple[str, ...]:
        """Another system is spoken to, by other tokens, when any of this has changed."""
        return self.kind, self.url, self.igate_realm

    @property
    def ask_again_after(self) -> timedelta:
        """``ask_again_hours`` as a duration."""
        return timedelta(hours=self.ask_again_hours)
