"""Papers, their signatures, and pages before they are a paper."""

import hashlib
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from app.domain.dossier import Dossier
from app.domain.paper import PaperState, Rect, SignatureFacts
from app.domain.scan import BatchState
from app.errors import AppError, Code
from app.sealing.sealed_content import seal
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS
from tests.store.conftest import NOW

FACTS = SignatureFacts(
    signer="Nguyễn Thị Hồng Đào",
    serial="0a",
    level="B-T",
    signed_at=NOW.astimezone(timezone(timedelta(hours=7))),
    page=1,
    rect=Rect(20, 700, 180, 740),
    verdict="valid",
)


def test_a_signed_paper_keeps_both_files_and_what_was_read_back(
    store: Store, draft: Dossier
) -> None:
    with store.write() as work:
        paper = work.papers.add(
            dossier_id=draft.id, component_id=draft.components[0].id, batch_id=None,
            title="Tờ khai", pages=2, dpi=200, sha256="a" * 64, size=10, now=NOW,
        )  # fmt: skip
        work.papers.mark_signed(paper.id, sha256="b" * 64, size=20, facts=FACTS)
    with store.read() as work:
        signed = work.papers.get(paper.id)
        assert work.papers.unsigned() == ()
    assert signed.state is PaperState.SIGNED
    assert (signed.original_sha256, signed.sha256) == ("a" * 64, "b" * 64)
    assert signed.signature == FACTS
    with pytest.raises(AppError) as caught, store.write() as work:
        work.papers.mark_signed(paper.id, sha256="c" * 64, size=20, facts=FACTS)
    assert caught.value.code is Code.PAPER_ALREADY_SIGNED


def test_pages_turn_move_and_come_back(store: Store) -> None:
    with store.write() as work:
        batch = work.scans.begin(source="sane:test:0", dossier_id="", component_id="", now=NOW)
        pages = [
            work.scans.add_page(batch.id, file=f"{n}.jpg", width_px=1654, height_px=2339, dpi=200)
            for n in (1, 2, 3)
        ]
        again = work.scans.add_page(batch.id, file="2.jpg", width_px=1, height_px=1, dpi=1)
        assert again == pages[1]
    with store.write() as work:
        work.scans.rotate(batch.id, pages[0].id, quarter_turns=-1)
        work.scans.set_removed(batch.id, pages[1].id, removed=True)
        work.scans.reorder(batch.id, [pages[2].id, pages[0].id])
    with store.read() as work:
        (seen,) = work.scans.open_batches()
        assert work.scans.known_files(batch.id) == {"1.jpg", "2.jpg", "3.jpg"}
    assert [(page.file, page.rotation) for page in seen.pages] == [("3.jpg", 0), ("1.jpg", 270)]
    with store.write() as work:
        work.scans.close(batch.id, BatchState.DISCARDED)
    with store.read() as work:
        assert work.scans.open_batches() == ()


def test_what_waits_is_counted_as_it_is_listed(store: Store, draft: Dossier) -> None:
    with store.write() as work:
        empty, one, gone, closed = (
            work.scans.begin(source="sane:test:0", dossier_id="", component_id="", now=NOW)
            for _ in range(4)
        )
        for batch in (one, gone, closed):
            page = work.scans.add_page(
                batch.id, file=f"{batch.id}.jpg", width_px=1, height_px=1, dpi=200
            )
            if batch is gone:
                work.scans.set_removed(batch.id, page.id, removed=True)
        work.scans.close(closed.id, BatchState.BUILT)
        for number in range(3):
            paper = work.papers.add(
                dossier_id=draft.id, component_id=draft.components[0].id, batch_id=None,
                title="Tờ khai", pages=1, dpi=200, sha256=f"{number}" * 64, size=10, now=NOW,
            )  # fmt: skip
        work.papers.mark_signed(paper.id, sha256="b" * 64, size=20, facts=FACTS)
    with store.read() as work:
        assert work.waiting.unfinished_scans() == 1
        assert {batch.id for batch in work.scans.open_batches() if batch.pages} == {one.id}
        assert work.waiting.unsigned_papers() == len(work.papers.unsigned()) == 2
    assert not empty.pages


def test_the_vault_notices_a_changed_file(vault: Vault, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"%PDF-1.7 content")
    kept = vault.add(source.read_bytes())
    assert vault.read(kept.sha256) == b"%PDF-1.7 content"
    [place] = tmp_path.rglob(f"{kept.sha256}.sealed")
    assert b"content" not in place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(seal(KEYS, b"%PDF-1.7 changed"))
    with pytest.raises(AppError) as caught:
        vault.read(kept.sha256)
    assert caught.value.code is Code.VAULT_FILE_DAMAGED
    assert vault.add(source.read_bytes()) == kept  # whole again from the source
    assert vault.read(kept.sha256) == b"%PDF-1.7 content"


def test_the_vault_gives_a_stream_of_what_it_keeps(vault: Vault, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    kept = vault.add(content)
    with vault.open(kept.sha256) as stream:
        stream.seek(100_000)
        assert stream.read() == content[100_000:]
    with pytest.raises(AppError) as caught:
        vault.open("0" * 64)
    assert caught.value.code is Code.VAULT_FILE_DAMAGED


def test_what_earlier_versions_left_readable_is_sealed(vault: Vault, tmp_path: Path) -> None:
    content = b"%PDF-1.7 of an earlier version"
    name = hashlib.sha256(content).hexdigest()
    plain = tmp_path / "vault" / name[:2] / f"{name}.pdf"
    plain.parent.mkdir(parents=True)
    plain.write_bytes(content)
    plain.chmod(0o400)
    odd = plain.with_name(f"{'0' * 64}.pdf")
    odd.write_bytes(b"not what its name says")
    assert vault.seal_plain_files() == 1
    assert not plain.exists()
    assert odd.exists()
    assert vault.read(name) == content
    assert vault.seal_plain_files() == 0


def test_the_vault_takes_no_path_for_a_hash(vault: Vault) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        vault.read("../../etc/passwd")
