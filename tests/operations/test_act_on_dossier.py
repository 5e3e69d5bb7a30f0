"""Later acts of a dossier: what is refused before it is queued, and what lies in the queue then."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.demo.office import Office
from app.domain.audit import Act
from app.domain.dossier import Dossier, DossierState
from app.domain.officer import Officer, Role
from app.domain.published import Colleague
from app.domain.register import Book, NumberState, NumberWish
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import AppError, Code
from app.operations.act_files import ActDesk, ChosenFile
from app.operations.act_on_dossier import act_on_dossier, offered_acts
from app.operations.warehouse_offer import files_of_dossier, warehouse_offer
from app.store.news import DossierNews
from app.store.store import Store
from app.store.vault import Vault
from signing.trust import TrustStore
from signing.verification.worker import VerificationWorker
from tests.operations.results import NUMBER, Results, make_results
from tests.store.conftest import NOW, OFFICER

CODE = "H01.31.02-261123-0001"
DEPARTMENT = "Phòng Văn hóa – Xã hội"


@pytest.fixture(scope="module")
def results(
    office: Office, trust: TrustStore, verification: VerificationWorker,
    tmp_path_factory: pytest.TempPathFactory, make_pdf: Callable[..., Path],
) -> Results:  # fmt: skip
    return make_results(office, trust, verification, tmp_path_factory.mktemp("results"), make_pdf)


@pytest.fixture
def desk(
    store: Store, vault: Vault, trust: TrustStore, verification: VerificationWorker, office: Office
) -> ActDesk:
    """The unit's list of officers says whose certificates the leader's and the office's are."""
    with store.write() as work:
        work.mirror.replace_officers(
            [
                Colleague(
                    office.person(name).account, office.person(name).common_name, "H01.31.02",
                    "", role, office.person(name).serial.upper(),
                )
                for name, role in (("leader", "leader"), ("organization", "clerk"))
            ],
            "1",
        )  # fmt: skip
    return ActDesk(store, vault, verification, trust, lambda: NOW)


def sign_in(desk: ActDesk, role: Role, serial: str = "", account: str = "") -> Officer:
    officer = replace(OFFICER, role=role, account=account or role.value, certificate_serial=serial)
    with desk.store.write() as work:
        work.facts.set_officer(officer)
    return officer


def told(desk: ActDesk, state: DossierState, version: int = 1) -> Dossier:
    """A dossier as the province last told of it."""
    news = DossierNews(
        dossier_id="", code=CODE, state=state, procedure_code="1.000894", procedure_name="Kết hôn",
        applicant_name="Lê Thị Thu Hà", handled_by="", received_at=NOW, due_at=None,
        version=version,
    )  # fmt: skip
    with desk.store.write() as work:
        work.news.apply((news,), 1, NOW)
        found = work.pins.with_code(CODE)
        assert found is not None
        return work.dossiers.get(found)


def act(desk: ActDesk, dossier: Dossier, kind: str, **content: Any) -> OutboxItem:
    fields = ("results", "file", "form", "receipt", "papers")
    files = {
        name: [ChosenFile(path=each) for each in content.pop(name)]
        for name in fields
        if name in content
    }
    return act_on_dossier(desk, dossier.id, kind, content, files)


def refused(code: Code, desk: ActDesk, dossier: Dossier, kind: str, **content: Any) -> AppError:
    with desk.store.read() as work:
        before = work.outbox.of_dossier(dossier.id)
    with pytest.raises(AppError) as caught:
        act(desk, dossier, kind, **content)
    assert caught.value.code is code, caught.value
    with desk.store.read() as work:
        assert work.outbox.of_dossier(dossier.id) == before
    return caught.value


def test_what_an_officer_may_not_do_is_not_queued(desk: ActDesk) -> None:
    dossier = told(desk, DossierState.RECEIVED)
    error = refused(Code.ACT_NOT_ALLOWED, desk, dossier, "approve")
    assert (error.facts["reason"], error.facts["role"]) == ("role", "counter")
    error = refused(Code.ACT_NOT_ALLOWED, desk, dossier, "return_result")
    assert (error.facts["reason"], error.facts["dossier_state"]) == ("state", "received")
    error = refused(
        Code.ACT_NOT_ALLOWED, desk, dossier, "hand_over", to="ready", handled_by=DEPARTMENT
    )
    assert error.facts["reason"] == "state"
    with desk.store.write() as work:
        work.facts.set_officer(None)
    refused(Code.SIGN_IN_REQUIRED, desk, dossier, "cancel", reason="Rút")
    assert offered_acts(desk.store, dossier.id)[1] == ()


def test_what_is_queued_counts_as_done_until_the_province_says_no(desk: ActDesk) -> None:
    dossier = told(desk, DossierState.RECEIVED)
    sign_in(desk, Role.SPECIALIST)
    first = act(desk, dossier, "hand_over", to="checking", handled_by=DEPARTMENT)
    second = act(desk, dossier, "hand_over", to="submitted_for_signature", handled_by="Lãnh đạo")
    standing, offered = offered_acts(desk.store, dossier.id)
    assert (standing.known, standing.expected) == (
        DossierState.RECEIVED, DossierState.SUBMITTED_FOR_SIGNATURE,
    )  # fmt: skip
    assert ("hand_over", "approving") in {(each.kind, each.to.value) for each in offered}
    versions = [item.payload["expected_version"] for item in (first, second)]
    assert versions == [1, 2]
    with desk.store.write() as work:
        work.outbox.begin_attempt(first.id, NOW)
        work.outbox.refuse(first.id, code=Code.PROVINCE_CONFLICT, facts={}, now=NOW)
    assert offered_acts(desk.store, dossier.id)[1] == ()
    error = refused(Code.ACT_NOT_ALLOWED, desk, dossier, "give_opinion", opinion="Đủ")
    assert error.facts["reason"] == "blocked"


@pytest.mark.parametrize(
    ("kind", "content", "field", "problem"),
    [
        ("cancel", {"reason": ""}, "reason", "missing"),
        ("cancel", {}, "reason", "missing"),
        ("cancel", {"reason": "x" * 2001}, "reason", "too_long"),
        ("receive_supplement", {"papers": []}, "papers", "missing"),
        (
            "report_payment_trouble",
            {"reference": "1", "trouble": "other", "text": "a", "contact": "b"},
            "reference", "bad_value",
        ),
    ],
)  # fmt: skip
def test_what_is_lacking_is_named(
    desk: ActDesk, kind: str, content: dict[str, Any], field: str, problem: str
) -> None:
    paused = kind == "receive_supplement"
    dossier = told(desk, DossierState.PAUSED if paused else DossierState.RECEIVED)
    error = refused(Code.ACT_INCOMPLETE, desk, dossier, kind, **content)
    assert (error.facts["field"], error.facts["problem"]) == (field, problem)


def test_a_file_is_verified_and_kept_before_its_act(desk: ActDesk, results: Results) -> None:
    dossier = told(desk, DossierState.RECEIVED)
    item = act(desk, dossier, "give_opinion", opinion="Đủ điều kiện", file=[results.digitised])
    sha256 = hashlib.sha256(results.digitised.read_bytes()).hexdigest()
    assert desk.vault.read(sha256) == results.digitised.read_bytes()
    with desk.store.read() as work:
        upload, queued = work.outbox.of_dossier(dossier.id)
        [*_, noted] = work.audit.entries()
    assert (upload.kind, upload.payload["sha256"]) == (OutboxKind.UPLOAD, sha256)
    assert (queued.id, queued.payload["file"]["sha256"]) == (item.id, sha256)
    assert queued.payload["file"]["signature"]["level"] == "B-B"
    assert (noted.act, noted.facts["act_kind"]) == (Act.ACT_QUEUED, "give_opinion")


def test_a_file_that_does_not_hold_is_refused(
    desk: ActDesk, results: Results, tmp_path: Path
) -> None:
    dossier = told(desk, DossierState.RECEIVED)
    said = {"opinion": "Đủ"}
    error = refused(
        Code.ACT_FILE_UNVERIFIED, desk, dossier, "give_opinion", **said, file=[results.unsigned]
    )
    assert (error.facts["field"], error.facts["verdict"]) == ("file", "not_signed")
    spoiled = tmp_path / "spoiled.pdf"
    content = results.approved.read_bytes()
    spoiled.write_bytes(content.replace(b"%\xe2\xe3\xcf\xd3", b"%\xe2\xe3\xcf\xd4", 1) + b"\n%x")
    refused(Code.ACT_FILE_UNVERIFIED, desk, dossier, "give_opinion", **said, file=[spoiled])
    error = refused(
        Code.FILE_MISSING, desk, dossier, "give_opinion", **said, file=[tmp_path / "none.pdf"]
    )
    assert error.facts["field"] == "file"


def test_a_leader_approves_what_she_signed_last(
    desk: ActDesk, results: Results, office: Office
) -> None:
    dossier = told(desk, DossierState.SUBMITTED_FOR_SIGNATURE)
    sign_in(desk, Role.LEADER, serial=office.person("leader").serial)
    missing = Code.RESULT_SIGNATURE_MISSING
    for file in (results.digitised, results.copied, results.issued):
        error = refused(missing, desk, dossier, "approve", results=[file])
        assert (error.facts["missing_signature"], error.facts["field"]) == ("leader", "results")
    refused(Code.ACT_FILE_UNVERIFIED, desk, dossier, "approve", results=[results.unsigned])
    refused(Code.ACT_INCOMPLETE, desk, dossier, "approve", results=[])
    error = refused(
        missing, desk, dossier, "approve",
        results=[results.approved, results.approved_by_another],
    )  # fmt: skip
    assert (error.facts["missing_signature"], error.facts["signer"]) == ("own", "Lê Văn Bình")
    item = act(desk, dossier, "approve", results=[results.approved])
    assert item.payload["results"][0]["signature"]["serial"] == office.person("leader").serial


def test_a_clerk_issues_with_the_number_that_the_register_gave(
    desk: ActDesk, results: Results
) -> None:
    dossier = told(desk, DossierState.APPROVING)
    sign_in(desk, Role.CLERK)
    for file, missing in (
        (results.approved, "office"), (results.sealed, "leader"), (results.digitised, "both"),
    ):  # fmt: skip
        error = refused(
            Code.RESULT_SIGNATURE_MISSING, desk, dossier, "issue_result", results=[file], number=""
        )
        assert error.facts["missing_signature"] == missing
    error = refused(Code.ACT_INCOMPLETE, desk, dossier, "issue_result", results=[results.issued])
    assert (error.facts["field"], error.facts["problem"]) == ("number", "missing")
    error = refused(
        Code.NUMBER_NOT_SHOWN, desk, dossier, "issue_result", results=[results.issued],
        number="13/QĐ-UBND",
    )  # fmt: skip
    assert error.facts["field"] == "number"
    sha256 = hashlib.sha256(results.issued.read_bytes()).hexdigest()
    wish = NumberWish(Book.OUTGOING, "QĐ-UBND", date(2026, 11, 20), 12)
    with desk.store.write() as work:
        entry = work.register.reserve(wish, subject="Quyết định", now=NOW)
    error = refused(
        Code.NUMBER_TAKEN, desk, dossier, "issue_result", results=[results.issued], number=NUMBER
    )
    assert error.facts["subject"] == "Quyết định"
    with desk.store.write() as work:
        work.register.issue(entry.id, signer="UBND", sha256=sha256, now=NOW)
    item = act(desk, dossier, "issue_result", results=[results.issued])
    said = [item.payload[name] for name in ("number", "notation", "issued_on")]
    assert said == [12, "QĐ-UBND", "2026-11-20"]


def test_a_number_that_was_given_elsewhere_is_registered_with_the_act(
    desk: ActDesk, results: Results
) -> None:
    dossier = told(desk, DossierState.APPROVING)
    sign_in(desk, Role.CLERK)
    day = date(2026, 11, 23)
    item = act(
        desk, dossier, "issue_result", results=[results.issued], number=NUMBER, issued_on=day
    )
    with desk.store.read() as work:
        [entry] = work.register.entries(Book.OUTGOING)
    assert (entry.written, entry.day, entry.state) == (NUMBER, day, NumberState.ISSUED)
    assert entry.sha256 == item.payload["results"][0]["sha256"]
    assert (item.payload["number"], item.payload["issued_on"]) == (12, "2026-11-23")
    sign_in(desk, Role.COUNTER)
    handed = act(desk, dossier, "return_result", way="counter", handed_to="Lê Thị Thu Hà")
    assert handed.payload["results"] == []


def test_a_result_is_handed_out_with_all_its_signatures_or_as_a_copy_of_paper(
    desk: ActDesk, results: Results
) -> None:
    dossier = told(desk, DossierState.READY)
    said = {"way": "counter", "handed_to": "Lê Thị Thu Hà"}
    for file, missing in (
        (results.approved, "office"), (results.sealed, "leader"), (results.digitised, "both"),
    ):  # fmt: skip
        error = refused(
            Code.RESULT_SIGNATURE_MISSING, desk, dossier, "return_result", **said, results=[file]
        )
        assert error.facts["missing_signature"] == missing
    item = act(desk, dossier, "return_result", **said, results=[results.copied, results.issued])
    assert len(item.payload["results"]) == 2


def test_what_was_only_approved_here_is_not_handed_out(desk: ActDesk, results: Results) -> None:
    dossier = told(desk, DossierState.SUBMITTED_FOR_SIGNATURE)
    sign_in(desk, Role.LEADER)
    act(desk, dossier, "approve", results=[results.approved])
    act(desk, dossier, "hand_over", to="ready", handled_by="Một cửa")
    sign_in(desk, Role.COUNTER)
    said = {"way": "counter", "handed_to": "Lê Thị Thu Hà"}
    error = refused(Code.RESULT_SIGNATURE_MISSING, desk, dossier, "return_result", **said)
    assert error.facts["missing_signature"] == "office"
    act(desk, dossier, "return_result", **said, results=[results.copied])


def test_a_result_is_saved_with_its_number_and_owner(desk: ActDesk, results: Results) -> None:
    dossier = told(desk, DossierState.APPROVING)
    sign_in(desk, Role.CLERK)
    act(desk, dossier, "issue_result", results=[results.issued], number=NUMBER,
        issued_on=date(2026, 11, 23))  # fmt: skip
    with desk.store.read() as work:
        [file] = files_of_dossier(work, dossier.id)
        offer = warehouse_offer(work, dossier, file, NOW.date())
    assert (offer["number"], offer["valid_from"]) == (NUMBER, date(2026, 11, 23))
    assert (offer["saved_as"], offer["owner_name"]) == ("result", "Lê Thị Thu Hà")
    error = refused(
        Code.ACT_INCOMPLETE, desk, dossier, "save_to_warehouse",
        **{**offer, "owner_number": "089198001234", "sha256": "f" * 64},
    )  # fmt: skip
    assert error.facts["field"] == "sha256"
    item = act(desk, dossier, "save_to_warehouse", **{**offer, "owner_number": "089198001234"})
    assert item.payload["sha256"] == file.sha256


def test_another_acts_between_looking_and_queueing(desk: ActDesk, results: Results) -> None:
    dossier = told(desk, DossierState.SUBMITTED_FOR_SIGNATURE)
    sign_in(desk, Role.LEADER)

    def late() -> datetime:
        told(desk, DossierState.CANCELLED, version=2)
        return NOW

    error = refused(
        Code.ACT_NOT_ALLOWED, replace(desk, now=late), dossier, "approve",
        results=[results.approved],
    )  # fmt: skip
    assert error.facts["dossier_state"] == "cancelled"
    with desk.store.read() as work:
        assert all(
            item.state is not OutboxState.WAITING for item in work.outbox.of_dossier(dossier.id)
        )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ghi chú.pdf", b"no PDF at all", Code.NOT_A_PDF),
        ("trống.pdf", b"", Code.FILE_EMPTY),
        ("đang chép.pdf", b"%PDF-1.7\n1 0 obj\n", Code.PDF_DAMAGED),
        ("a" * 300, None, Code.FILE_UNREADABLE),
    ],
)
def test_what_is_no_pdf_is_called_by_its_name(
    desk: ActDesk, tmp_path: Path, name: str, content: bytes | None, code: Code
) -> None:
    sign_in(desk, Role.COUNTER)
    dossier, file = told(desk, DossierState.CHECKING), tmp_path / name
    if content is not None:
        file.write_bytes(content)
    refused(code, desk, dossier, "give_opinion", opinion="Đã xem", file=[file])
