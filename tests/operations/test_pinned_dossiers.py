"""The list of what is pinned says what is on the disk now, not what was there once."""

from pathlib import Path

from app.domain.dossier import Dossier, DossierState
from app.domain.pin import PinOutcome, PinState
from app.operations.pin_dossier import pin_dossier
from app.operations.pinned_dossiers import pinned_dossiers
from app.store.dossiers import DossierFilter
from app.store.store import Store
from app.store.vault import Vault
from tests.operations.test_act_on_several import told
from ui.pin_words import pinned_text, total_text


def note(store: Store, dossier: Dossier, outcome: PinOutcome) -> None:
    with store.write() as work:
        work.pins.note(dossier.id, outcome)


def test_files_and_sizes_are_those_of_the_disk(store: Store, vault: Vault, tmp_path: Path) -> None:
    first, second, unpinned = told(store, *[DossierState.CHECKING] * 3)
    own, shared = (vault.add(b"%PDF-" + bytes(size)).sha256 for size in (200_000, 400_000))
    for each in (second, first):
        pin_dossier(store=store, dossier_id=each.id, pinned=True)
    note(store, first, PinOutcome(1, 2, told=(own, shared)))
    note(store, second, PinOutcome(1, 1, told=(shared,)))

    found = pinned_dossiers(store, vault)

    sizes = {path.stem: path.stat().st_size for path in (tmp_path / "vault").rglob("*.sealed")}
    assert [each.dossier.id for each in found.dossiers] == [first.id, second.id]
    assert found.dossiers[0].bytes == sizes[own] + sizes[shared] >= 600_000
    assert found.bytes == sizes[own] + sizes[shared], "what two have counts once"
    assert all(each.complete for each in found.dossiers)
    assert pinned_text(found.dossiers[0]) == "Đủ 2 tệp · 0,7 MB"
    assert total_text(found) == "2 hồ sơ đã ghim, 0,7 MB trên máy, đủ tệp."
    with store.read() as work:
        shown = work.dossiers.find(DossierFilter(pinned=True))
    assert unpinned.id not in {each.id for each in shown}
    assert len(shown) == 2


def test_a_file_that_the_disk_lost_is_lacking(store: Store, vault: Vault, tmp_path: Path) -> None:
    [dossier] = told(store, DossierState.CHECKING)
    kept, lost = (vault.add(b"%PDF-" + bytes(size)).sha256 for size in (200_000, 400_000))
    pin_dossier(store=store, dossier_id=dossier.id, pinned=True)
    note(store, dossier, PinOutcome(1, 2, told=(kept, lost)))
    [place] = (tmp_path / "vault").rglob(f"{lost}.sealed")
    place.unlink()

    [found] = pinned_dossiers(store, vault).dossiers

    assert (found.state, found.here, found.files, found.complete) == (PinState.HERE, 1, 2, False)
    assert pinned_text(found) == "Chờ tải · Có 1/2 tệp · 0,3 MB"


def test_what_was_never_or_not_wholly_fetched(store: Store, vault: Vault) -> None:
    waits, failed, older = told(store, *[DossierState.CHECKING] * 3)
    for each in (waits, failed, older):
        pin_dossier(store=store, dossier_id=each.id, pinned=True)
    note(store, failed, PinOutcome(1, error="province_unreachable", told=("a" * 64,)))
    note(store, older, PinOutcome(1, 3))

    found = pinned_dossiers(store, vault)

    assert [pinned_text(each) for each in found.dossiers] == [
        "Chờ tải tệp về máy", "Chưa tải được · Có 0/1 tệp", "Đủ 3 tệp",
    ]  # fmt: skip
    assert total_text(found) == "3 hồ sơ đã ghim, 0 MB trên máy; 2 hồ sơ chưa đủ tệp."
