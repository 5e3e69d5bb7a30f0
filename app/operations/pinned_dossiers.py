"""What is kept on this machine for days without a line: whether all is there, and how large."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.dossier import Dossier
from app.domain.pin import PinOutcome, PinState, pin_state
from app.store.store import Store
from app.store.vault import Vault


@dataclass(frozen=True)
class PinnedDossier:
    dossier: Dossier
    state: PinState
    error: str
    """``app.errors.Code`` of the last try; empty for none."""
    files: int
    """That the dossier has, by what the province told last."""
    here: int
    """Of these, on the disk now."""
    bytes: int
    """That they take there."""

    @property
    def complete(self) -> bool:
        return self.state is PinState.HERE and self.here == self.files


@dataclass(frozen=True)
class Pinned:
    dossiers: tuple[PinnedDossier, ...]
    bytes: int
    """Of all; a file of several dossiers counts once."""


def pinned_dossiers(store: Store, vault: Vault) -> Pinned:
    """All that are pinned, by their numbers."""
    with store.read() as work:
        found = [(each, work.pins.outcome(each.id)) for each in work.pins.dossiers()]
    found.sort(key=lambda each: each[0].shown_code)
    files = {sha256 for _, outcome in found if outcome for sha256 in outcome.told}
    return Pinned(
        tuple(pinned_dossier(dossier, outcome, vault) for dossier, outcome in found),
        sum(_sizes(vault, files)),
    )


def pinned_dossier(dossier: Dossier, outcome: PinOutcome | None, vault: Vault) -> PinnedDossier:
    told = outcome.told if outcome else ()
    here = _sizes(vault, told)
    # Versions before this one noted how many were fetched, and not which.
    unnamed = outcome.files if outcome and not told else 0
    return PinnedDossier(
        dossier=dossier,
        state=pin_state(dossier, outcome),
        error=outcome.error if outcome else "",
        files=len(told) + unnamed,
        here=len(here) + unnamed,
        bytes=sum(here),
    )


def _sizes(vault: Vault, files: Iterable[str]) -> list[int]:
    return [size for each in files if (size := vault.disk_bytes(each)) is not None]
