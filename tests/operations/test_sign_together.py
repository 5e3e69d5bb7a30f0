"""Papers and loose files under one PIN: each where it belongs, numbers in one row."""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.demo.office import Office
from app.domain.paper import Paper, PaperState, Rect
from app.domain.register import Book, NumberState, NumberWish
from app.errors import AppError, Code
from app.operations.build_paper import attach_file
from app.operations.loose_files import FileOutcome, LooseFile, Wanted
from app.operations.receive_dossier import open_draft
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_loose_files import sign_loose_files
from app.operations.sign_together import Outcome, sign_together
from app.store.store import Store
from app.store.vault import Vault
from signing.pkcs11_device import Pkcs11Device
from signing.placement import Placement
from signing.profiles import CERTIFIED_COPY, DIGITISING, ISSUING
from signing.stamp_drawing import StampDetails
from signing.trust import load_trust
from signing.verification.worker import VerificationWorker
from tests.scanning.page_images import folders_in

DIGITISED = Wanted(DIGITISING, None, StampDetails())
COPIED = Wanted(CERTIFIED_COPY, None, StampDetails(organisation="UBND xã Mỹ Hòa Hưng"))
NUMBER = NumberWish(Book.COPIES, "SY-UBND", date(2026, 11, 26), None)


class Desk:
    """One token, one paper of a dossier, and what is signed with them."""

    def __init__(self, store: Store, vault: Vault, kit: SigningKit, signer: Signer, work: Path):
        self.store, self.vault, self.kit, self.signer, self.work = store, vault, kit, signer, work

    def paper(self, file: Path) -> Paper:
        now = self.kit.now()
        dossier = open_draft(
            store=self.store, procedure_code="1.000894", case_code="", now=now
        )  # fmt: skip
        return attach_file(
            store=self.store, vault=self.vault, folders=folders_in(self.work), path=file,
            dossier_id=dossier.id, component_id="", title=file.stem, now=now,
        )  # fmt: skip

    def sign(
        self, papers: list[Paper], files: list[LooseFile], wanted: Wanted = DIGITISED,
        number: NumberWish | None = None,
    ) -> tuple[Outcome, ...]:  # fmt: skip
        return sign_together(
            store=self.store, vault=self.vault, kit=self.kit,
            signer=self.signer, papers=[each.id for each in papers], files=files, wanted=wanted,
            placements={}, number=number,
        )  # fmt: skip


@pytest.fixture
def desk(store: Store, vault: Vault, office: Office, tmp_path: Path) -> Iterator[Desk]:
    work = tmp_path / "work"
    work.mkdir()
    trusted = tmp_path / "trust"
    trusted.mkdir()
    for authority in (office.root_der, office.intermediate_der):
        (trusted / authority.name).write_bytes(authority.read_bytes())
    device = Pkcs11Device([office.module])
    holder = office.person("officer")
    token = next(each for each in device.tokens() if each.label == holder.label)
    [certificate] = [each for each in device.certificates(token) if each.serial == holder.serial]
    with VerificationWorker() as verification:
        kit = SigningKit(
            device=device, verification=verification, trust=load_trust((trusted,)),
            timestamper=None, check_revocation=False, now=lambda: datetime.now(UTC),
        )  # fmt: skip
        yield Desk(store, vault, kit, Signer(token, certificate, office.pin, ""), work)


@pytest.fixture
def pdf(tmp_path: Path, make_pdf: Callable[..., Path]) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return make_pdf(path, text=name)

    return make


def test_each_goes_where_it_belongs_and_originals_stay(
    desk: Desk, pdf: Callable[[str], Path]
) -> None:
    paper = desk.paper(pdf("to-khai.pdf"))
    one, two = pdf("a/quyet-dinh.pdf"), pdf("b/thong-bao.pdf")
    before = one.read_bytes(), two.read_bytes()
    files = [LooseFile(each, each.parent / "Đã ký") for each in (one, two)]
    outcomes = desk.sign([paper], files)
    assert [each.error for each in outcomes] == [None, None, None]
    with desk.store.read() as work:
        assert work.papers.get(paper.id).state is PaperState.SIGNED
        assert len(work.papers.unsigned()) == 0
    for file, original in zip((one, two), before, strict=True):
        signed = file.parent / "Đã ký" / file.name
        assert file.read_bytes() == original
        assert signed.read_bytes().startswith(original)
        assert [each.name for each in signed.parent.iterdir()] == [file.name]


def test_numbers_are_given_in_the_order_of_the_list(desk: Desk, pdf: Callable[[str], Path]) -> None:
    paper = desk.paper(pdf("to-khai.pdf"))
    files = [
        LooseFile(pdf(f"{each}/ban-sao-{each}.pdf"), pdf("x.pdf").parent / "out") for each in "ab"
    ]
    outcomes = desk.sign([paper], files, COPIED, NUMBER)
    assert [each.number for each in outcomes] == ["01/SY-UBND", "02/SY-UBND", "03/SY-UBND"]
    with desk.store.read() as work:
        entries = work.register.entries(Book.COPIES, 2026)
    assert [each.subject for each in entries] == ["to-khai", "ban-sao-a.pdf", "ban-sao-b.pdf"]
    assert {each.state for each in entries} == {NumberState.ISSUED}


def test_nothing_is_written_over_and_its_number_is_free_again(
    desk: Desk, pdf: Callable[[str], Path], tmp_path: Path
) -> None:
    file, out = pdf("a/quyet-dinh.pdf"), tmp_path / "out"
    out.mkdir()
    (out / file.name).write_text("của người khác")
    [outcome] = desk.sign([], [LooseFile(file, out)], COPIED, NUMBER)
    assert outcome.error is not None
    assert outcome.error.code is Code.FILE_EXISTS
    assert (out / file.name).read_text() == "của người khác"
    with desk.store.read() as work:
        assert work.register.next_number(NUMBER) == 1


def test_what_was_signed_so_before_is_not_signed_again(
    desk: Desk, pdf: Callable[[str], Path], tmp_path: Path
) -> None:
    file = LooseFile(pdf("a/quyet-dinh.pdf"), tmp_path / "out")
    desk.sign([], [file])
    signed = (tmp_path / "out" / "quyet-dinh.pdf").read_bytes()
    [again] = desk.sign([], [file])
    assert isinstance(again, FileOutcome)
    assert again.signed_before
    assert again.level == "B-B"
    assert (tmp_path / "out" / "quyet-dinh.pdf").read_bytes() == signed
    moved = replace(file, placement=Placement(1, Rect(100, 100, 260, 150)))
    [other] = desk.sign([], [moved])
    assert other.error is not None
    assert other.error.code is Code.FILE_EXISTS, "another wish is another signature"


def test_a_folder_that_cannot_be_is_the_fault_of_its_files_alone(
    desk: Desk, pdf: Callable[[str], Path]
) -> None:
    paper, bad, good = desk.paper(pdf("to-khai.pdf")), pdf("a/1.pdf"), pdf("b/2.pdf")
    (bad.parent / "Đã ký").write_text("là tệp, không phải thư mục")
    files = [LooseFile(each, each.parent / "Đã ký") for each in (bad, good)]
    outcomes = desk.sign([paper], files)
    codes = [each.error.code if each.error else None for each in outcomes]
    assert codes == [None, Code.PLACE_UNUSABLE, None]


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that not even root can make, as on a disk that is mounted read-only."""
    disk, make = tmp_path / "disk", os.mkdir
    disk.mkdir()

    def refuse(path: str | Path, *args: Any, **kwargs: Any) -> None:
        if Path(path).is_relative_to(disk):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        make(path, *args, **kwargs)

    monkeypatch.setattr(os, "mkdir", refuse)
    return disk / "quay"


def test_a_folder_that_nobody_may_write_to_stops_no_other_file(
    desk: Desk, pdf: Callable[[str], Path], read_only: Path
) -> None:
    good = pdf("b/2.pdf")
    files = [LooseFile(pdf("a/1.pdf"), read_only), LooseFile(good, good.parent / "out")]
    codes = [each.error.code if each.error else None for each in desk.sign([], files)]
    assert codes == [Code.FOLDER_READ_ONLY, None]


def test_one_folder_for_all_that_nobody_may_write_to_is_said_before_the_pin(
    desk: Desk, pdf: Callable[[str], Path], read_only: Path
) -> None:
    wrong = replace(desk.signer, pin="000000")
    with pytest.raises(AppError) as caught:
        sign_loose_files(
            kit=desk.kit, signer=wrong, files=[pdf("a/1.pdf")], out=read_only,
            wanted=DIGITISED,
        )  # fmt: skip
    assert caught.value.code is Code.FOLDER_READ_ONLY


def test_the_place_of_a_file_is_its_own(desk: Desk, pdf: Callable[[str], Path]) -> None:
    place = Placement(1, Rect(300, 400, 460, 450))
    files = [
        LooseFile(pdf("a/1.pdf"), pdf("a/1.pdf").parent / "out", place),
        LooseFile(pdf("a/2.pdf"), pdf("a/2.pdf").parent / "out"),
    ]
    reports = [each.report for each in desk.sign([], files) if isinstance(each, FileOutcome)]
    rects = [report.signatures[0].rect for report in reports if report]
    assert rects[0] == place.rect
    assert rects[1] != place.rect


def test_a_seal_of_another_size_is_another_wish() -> None:
    smaller = replace(ISSUING, width=ISSUING.width * 0.8, height=ISSUING.height * 0.8)
    marks = {Wanted(each, None, StampDetails()).mark for each in (ISSUING, smaller)}
    assert len(marks) == 2
