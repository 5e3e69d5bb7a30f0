"""What pages say of themselves: the officer's word goes first, and goes with the paper."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.domain.dossier import Dossier
from app.domain.paper import Paper
from app.domain.paper_field import Field
from app.domain.scan import ScanBatch
from app.operations.build_paper import build_paper
from app.operations.look_at_pages import look_at_pages
from app.operations.page_fields import PageField, batch_fields, confirm_fields
from app.operations.paper_fields import Offer, offered_fields
from app.operations.read_pages import read_pages
from app.operations.scan_pages import begin_batch, replace_page, rotate_page
from app.scanning.text.reader import TextReader
from app.store.store import Store
from app.store.vault import Vault
from tests.operations.test_look_at_pages import NOW
from tests.scanning.page_images import folders_in
from tests.store.conftest import MARRIAGE

SUBJECT = "Về việc giải quyết chế độ mai táng phí đối với thân nhân cựu chiến binh"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_sample_paper(
        SamplePaper.DECISION, tmp_path_factory.mktemp("drawn") / "decision.jpg",
        applicant_name="Lê Thị Thu Hà", identity_number="089198001234", day=date(2026, 10, 5),
    ).file  # fmt: skip


def add_page(store: Store, tmp_path: Path, batch: ScanBatch, drawn: Path) -> str:
    folder = folders_in(tmp_path).of(batch.id)
    with Image.open(drawn) as upright:
        page = folder.add(upright.convert("RGB"), dpi=200)
    with store.write() as work:
        return work.scans.add_page(
            batch.id, file=page.file.name, width_px=page.width_px, height_px=page.height_px,
            dpi=page.dpi,
        ).id  # fmt: skip


@pytest.fixture
def batch(store: Store, tmp_path: Path, drawn: Path) -> ScanBatch:
    made = begin_batch(store=store, source="", now=NOW)
    add_page(store, tmp_path, made, drawn)
    read(store, tmp_path, made)
    return made


def read(store: Store, tmp_path: Path, batch: ScanBatch) -> None:
    look_at_pages(store=store, folders=folders_in(tmp_path), batch_id=batch.id)
    with TextReader() as reader:
        read_pages(store=store, folders=folders_in(tmp_path), batch_id=batch.id, reader=reader)


def fields(store: Store, batch: ScanBatch) -> dict[Field, PageField]:
    with store.read() as work:
        pages = work.scans.get(batch.id).pages
    return {each.field: each for each in batch_fields(store, pages)}


def build(store: Store, vault: Vault, tmp_path: Path, batch: ScanBatch) -> Paper:
    with store.write() as work:
        dossier: Dossier = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="0A1B", now=NOW
        )
    return build_paper(
        store=store, vault=vault, folders=folders_in(tmp_path), batch_id=batch.id,
        dossier_id=dossier.id, component_id="", title="Quyết định", now=NOW,
    )  # fmt: skip


def test_her_word_outlives_every_reading(
    store: Store, tmp_path: Path, batch: ScanBatch, drawn: Path
) -> None:
    before = fields(store, batch)
    assert (before[Field.NUMBER].value, before[Field.NUMBER].confirmed) == ("128", False)
    confirm_fields(store=store, fields=[(before[Field.NUMBER], "129"), (before[Field.SIGNER], "")])
    page_id = before[Field.NUMBER].page_id
    for _ in range(2):  # turned round and back, each time read anew
        rotate_page(store=store, batch_id=batch.id, page_id=page_id, quarter_turns=2)
        turned = fields(store, batch)
        assert (turned[Field.NUMBER].value, turned[Field.NUMBER].box) == ("129", None)
        assert Field.SUBJECT not in turned
    read(store, tmp_path, batch)
    after = fields(store, batch)
    number = after[Field.NUMBER]
    assert (number.value, number.read, number.confirmed) == ("129", "128", True)
    assert number.box == before[Field.NUMBER].box
    assert (after[Field.SIGNER].value, after[Field.SIGNER].confirmed) == ("", True)
    assert after[Field.SUBJECT] == before[Field.SUBJECT]
    new = add_page(store, tmp_path, batch, drawn)
    replace_page(store=store, batch_id=batch.id, page_id=page_id, new_page_id=new)
    again = fields(store, batch)[Field.NUMBER]
    assert (again.value, again.page_id, again.confirmed) == ("129", new, True)


def test_a_paper_keeps_what_was_read_and_what_she_said(
    store: Store, vault: Vault, tmp_path: Path, batch: ScanBatch
) -> None:
    known = fields(store, batch)
    confirm_fields(
        store=store, fields=[(known[Field.SUBJECT], SUBJECT), (known[Field.ORGANISATION], "")]
    )
    paper = build(store, vault, tmp_path, batch)
    offered = {each.offer: each for each in offered_fields(store, paper.id)}
    assert {offer: each.value for offer, each in offered.items()} == {
        Offer.PAPER_NUMBER: "128/QĐ-UBND",
        Offer.DAY: "2026-10-05",
        Offer.KIND: "QUYẾT ĐỊNH",
        Offer.SUBJECT: SUBJECT,
        Offer.SIGNER: "Trần Quốc Vượng",
    }
    assert offered[Offer.SUBJECT].confirmed
    assert not offered[Offer.PAPER_NUMBER].confirmed
    assert {each.page for each in offered.values()} == {1}


def test_places_on_the_paper_are_where_its_words_lie(
    store: Store, vault: Vault, tmp_path: Path, batch: ScanBatch
) -> None:
    paper = build(store, vault, tmp_path, batch)
    with pymupdf.open(stream=vault.read(paper.sha256), filetype="pdf") as pdf:
        page = pdf[0]
        for each in offered_fields(store, paper.id):
            assert each.box is not None
            top = page.rect.height - each.box.y1
            bottom = page.rect.height - each.box.y0
            around = (each.box.x0 - 2, top - 2, each.box.x1 + 2, bottom + 2)
            within = page.get_text("text", clip=around)
            wanted = each.value.split("/")[-1] if each.offer is not Offer.DAY else "năm 2026"
            assert wanted in " ".join(within.split())


def test_what_she_took_out_is_not_offered_and_a_typed_value_has_no_place(
    store: Store, vault: Vault, tmp_path: Path, batch: ScanBatch
) -> None:
    known = fields(store, batch)
    typed = replace(known[Field.NUMBER], field=Field.NOTATION)
    confirm_fields(
        store=store, fields=[(known[Field.NUMBER], ""), (typed, "QĐ"), (known[Field.KIND], "")]
    )
    paper = build(store, vault, tmp_path, batch)
    offers = {each.offer for each in offered_fields(store, paper.id)}
    assert offers == {Offer.DAY, Offer.ORGANISATION, Offer.SUBJECT, Offer.SIGNER}
