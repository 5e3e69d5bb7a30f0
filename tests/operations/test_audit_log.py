"""Every act leaves exactly one entry in the audit log, in the transaction of the act itself."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from sqlalchemy.exc import IntegrityError

from app.counter import Counter
from app.domain.audit import DONE, Act, AuditEntry
from app.domain.audit_chain import Finding, Flaw
from app.domain.dossier import Dossier
from app.domain.register import Book, NumberWish
from app.domain.submission import OutboxKind
from app.errors import AppError, Code
from app.operations.audit_seal import AuditSeal
from app.operations.back_up import back_up_as_act
from app.operations.build_paper import attach_file, build_paper, remove_paper
from app.operations.loose_files import LooseFile, Wanted
from app.operations.queue_control import (
    confirm_act,
    pause_queue,
    resume_queue,
    retry_item,
    take_back_act,
)
from app.operations.raise_levels import raise_levels
from app.operations.receive_dossier import (
    discard_draft,
    open_draft,
    receive_dossier,
    write_applicant,
)
from app.operations.remote_account import keep_account
from app.operations.restore_backup import restore_backup
from app.operations.scan_pages import begin_batch, scan_pages
from app.operations.settle_numbers import UNDER_WAY, free_number
from app.operations.sign_in import note_failed_sign_in, sign_out
from app.operations.sign_loose_files import sign_loose_files
from app.operations.sign_papers import sign_papers
from app.operations.sign_together import sign_together
from app.operations.signing_settings import RemoteSecrets, load_remote_secrets
from app.operations.unlock import forget_unlock_password, set_unlock_password, unlock
from app.operations.write_audit import AuditLog
from app.paths import AUDIT_SEAL, Profile
from app.scanning.source import ScanRequest
from app.scanning.sources import open_source
from app.secrets import ProfileKey, SealedFile
from app.settings import load_settings
from app.store.database import open_connection
from app.store.resealing import opening_key
from app.store.store import Store
from signing.profiles import CERTIFIED_COPY, DIGITISING
from signing.stamp_drawing import StampDetails
from signing.stamp_picture import Ink
from signing.verification.report import Level
from tests.operations.raising_desk import Desk
from tests.operations.test_receive_dossier import BRIDE, add_paper, receive, sign
from tests.scanning.page_images import draw_page, folders_in
from tests.store.conftest import NOW, OFFICER

COPIES = Wanted(CERTIFIED_COPY, None, StampDetails(organisation="UBND xã Mỹ Hòa Hưng"))
NUMBER = NumberWish(Book.COPIES, "SY-UBND", NOW.date(), None)


class Log:
    """What was added to a log since it was last asked."""

    def __init__(self, store: Store) -> None:
        self._store, self._seen = store, 0
        self.new()

    def new(self) -> list[AuditEntry]:
        with self._store.read() as work:
            entries = list(work.audit.whole())
        found, self._seen = entries[self._seen :], len(entries)
        return found

    def only(self, act: Act, result: str = DONE) -> AuditEntry:
        [entry] = self.new()
        assert (entry.act, entry.result) == (act, result)
        return entry


@pytest.fixture
def log(store: Store) -> Log:
    return Log(store)


@pytest.fixture
def draft(store: Store) -> Dossier:
    return open_draft(store=store, procedure_code="1.000894", case_code="TT", now=NOW)


def test_receiving(store: Store, draft: Dossier, log: Log) -> None:
    with pytest.raises(AppError):
        receive(store, draft)
    assert log.new() == []
    sign(store, add_paper(store, draft, 0, "a"), "a")
    write_applicant(store=store, dossier_id=draft.id, applicant=BRIDE)
    receive(store, draft)
    entry = log.only(Act.RECEIVED)
    assert (entry.account, entry.dossier_id) == (OFFICER.account, draft.id)
    assert BRIDE.identity_number not in json.dumps(dict(entry.facts))


def test_discarding(store: Store, draft: Dossier, log: Log) -> None:
    discard_draft(store=store, dossier_id=draft.id)
    assert log.only(Act.DISCARDED).dossier_id == draft.id
    with pytest.raises(AppError):
        receive_dossier(store=store, dossier_id=draft.id, calendar=None, now=NOW)  # type: ignore[arg-type]
    assert log.new() == []


def test_papers(desk: Desk, draft: Dossier, log: Log, make_pdf: Callable[..., Path]) -> None:
    of_draft = {
        "store": desk.store, "vault": desk.vault, "folders": folders_in(desk.folder / "work"),
        "title": "Đơn",
        "dossier_id": draft.id, "component_id": draft.components[0].id, "now": NOW,
    }  # fmt: skip
    file = make_pdf(desk.folder / "089198001234.pdf", text="Đơn")
    paper = attach_file(path=file, **of_draft)
    entry = log.only(Act.PAPER_ATTACHED)
    assert entry.facts == {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    remove_paper(store=desk.store, paper=paper)
    assert log.only(Act.PAPER_REMOVED).facts == entry.facts


def test_scanned_pages(desk: Desk, draft: Dossier, log: Log, page_image: Path) -> None:
    address = f"file:{page_image}"
    batch, folders = begin_batch(store=desk.store, source=address, now=NOW), folders_in(desk.folder)
    scan_pages(
        store=desk.store, folders=folders, batch_id=batch.id, source=open_source(address),
        request=ScanRequest(),
    )  # fmt: skip
    built = [
        build_paper(
            store=desk.store, vault=desk.vault, folders=folders, batch_id=batch.id,
            dossier_id=draft.id, component_id=draft.components[0].id, title="Đơn", now=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert log.only(Act.PAPER_BUILT).facts["sha256"] == built[0].sha256


@pytest.fixture
def page_image(tmp_path: Path) -> Path:
    path = tmp_path / "page.png"
    draw_page().save(path, dpi=(200, 200))
    return path


@pytest.mark.usefixtures("services")
def test_a_signature(desk: Desk, log: Log, make_pdf: Callable[..., Path]) -> None:
    file = make_pdf(desk.folder / "a.pdf", text="Đơn")
    paper = desk.sign(file, Level.B_T, desk.office.tsa_url)
    entry = log.only(Act.SIGNED)
    assert entry.dossier_id == paper.dossier_id
    assert entry.facts == {
        "profile": "digitise", "serial": paper.signature.serial, "level": "B-T",
        "sha256_before": hashlib.sha256(file.read_bytes()).hexdigest(), "sha256": paper.sha256,
    }  # fmt: skip


def test_a_wrong_pin_is_known_and_not_written(
    desk: Desk, log: Log, make_pdf: Callable[..., Path]
) -> None:
    papers = desk.add([make_pdf(desk.folder / "a.pdf", text="Đơn")])
    kit = replace(desk.kit(Level.B_B, ""), audit=AuditLog(desk.store))
    signer = replace(desk.signer(), pin="86420975")
    with pytest.raises(AppError) as caught:
        sign_papers(
            store=desk.store, vault=desk.vault, kit=kit, signer=signer, papers=papers,
            profile=DIGITISING,
        )  # fmt: skip
    assert caught.value.code is Code.PIN_INCORRECT
    entry = log.only(Act.SIGNED, "pin_incorrect")
    assert entry.facts == {"serial": signer.certificate.serial}
    assert "86420975" not in str(entry)
    desk.outcomes([make_pdf(desk.folder / "b.pdf", text="Đơn")], Level.B_B, "")  # mends the count


def test_another_officers_certificate(desk: Desk, log: Log, make_pdf: Callable[..., Path]) -> None:
    papers = desk.add([make_pdf(desk.folder / "a.pdf", text="Đơn")])
    kit = replace(desk.kit(Level.B_B, ""), audit=AuditLog(desk.store))
    signer = replace(desk.signer(), identity_number="001099000001")
    with pytest.raises(AppError):
        sign_papers(
            store=desk.store, vault=desk.vault, kit=kit, signer=signer, papers=papers,
            profile=DIGITISING,
        )  # fmt: skip
    entry = log.only(Act.SIGNED, "certificate_of_another_officer")
    assert "001099000001" not in str(entry)


def test_loose_files_and_a_paper_with_numbers(
    desk: Desk, log: Log, make_pdf: Callable[..., Path]
) -> None:
    paper, file = (
        desk.add([scan(make_pdf, desk.folder / "p.pdf")]),
        scan(make_pdf, desk.folder / "f.pdf"),
    )
    kit = replace(desk.kit(Level.B_B, ""), audit=AuditLog(desk.store))
    out = desk.folder / "out"
    outcomes = sign_together(
        store=desk.store, vault=desk.vault, kit=kit, signer=desk.signer(), papers=paper,
        files=[LooseFile(file, out)], wanted=COPIES, placements={}, number=NUMBER,
    )  # fmt: skip
    assert [each.error for each in outcomes] == [None, None]
    entries = sorted(log.new(), key=lambda each: str(each.facts["number"]))
    assert [each.act for each in entries] == [Act.SIGNED, Act.SIGNED]
    assert [each.facts["number"] for each in entries] == ["01/SY-UBND", "02/SY-UBND"]
    signed = hashlib.sha256((out / file.name).read_bytes()).hexdigest()
    assert entries[1].facts["sha256"] == signed
    again = sign_loose_files(kit=kit, signer=desk.signer(), files=[file], out=out, wanted=COPIES)
    assert again[0].signed_before
    assert log.new() == []


def scan(make_pdf: Callable[..., Path], path: Path) -> Path:
    return make_pdf(path, text=path.stem)


@pytest.mark.usefixtures("services")
def test_a_level_reached_later(desk: Desk, nobody: str, make_pdf: Callable[..., Path]) -> None:
    paper = desk.sign(make_pdf(desk.folder / "a.pdf", text="Đơn"), Level.B_LT, nobody)
    log = Log(desk.store)
    desk.ahead = timedelta(hours=1)
    assert raise_levels(desk.raising()) == 1
    entry = log.only(Act.RAISED)
    assert entry.dossier_id == paper.dossier_id
    assert entry.facts == {
        "level": "B-LT", "sha256_before": paper.sha256, "sha256": desk.paper(paper).sha256,
    }  # fmt: skip


def test_a_number_given_back(store: Store, log: Log) -> None:
    with store.write() as work:
        entry = work.register.reserve(NUMBER, subject="a.pdf", now=NOW)
    free_number(store, entry, "Ký lại bản khác", NOW + UNDER_WAY)
    assert log.only(Act.NUMBER_FREED).facts == {"number": entry.written}


@pytest.mark.parametrize(
    ("control", "act"),
    [
        (lambda store, _: pause_queue(store=store), Act.QUEUE_PAUSED),
        (lambda store, _: resume_queue(store=store, now=NOW), Act.QUEUE_RESUMED),
        (lambda store, item: retry_item(store=store, item_id=item), Act.ITEM_RETRIED),
    ],
)
def test_the_queue(
    store: Store, draft: Dossier, log: Log, control: Callable[[Store, int], None], act: Act
) -> None:
    with store.write() as work:
        item = work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, {"sha256": "ab" * 32}, NOW)
    control(store, item.id)
    assert log.only(act).act == act


@pytest.mark.parametrize(
    ("control", "act"),
    [
        (lambda store, item: confirm_act(store=store, item_id=item, now=NOW), Act.ACT_CONFIRMED),
        (lambda store, item: take_back_act(store=store, item_id=item), Act.ACT_WITHDRAWN),
    ],
)
def test_an_answer_is_told_where_somebody_asked(
    store: Store, draft: Dossier, log: Log, control: Callable[[Store, int], None], act: Act
) -> None:
    with store.write() as work:
        item = work.outbox.enqueue(draft.id, OutboxKind.ACT, {"kind": "approve"}, NOW)
    log.new()
    control(store, item.id)
    assert log.new() == [], "it did nothing"
    with store.write() as work:
        work.outbox.ask_again(item.id)
    control(store, item.id)
    assert log.only(act).dossier_id == draft.id


def test_people(store: Store, log: Log, tmp_path: Path) -> None:
    profile = Profile(tmp_path / "p")
    profile.make()
    secret = SealedFile(profile.root / "unlock", ProfileKey(profile))
    told = {"store": store, "secret": secret, "account": OFFICER.account}
    set_unlock_password(password="chợ nổi", now=NOW, **told)
    log.only(Act.UNLOCK_PASSWORD_SET)
    with pytest.raises(AppError):
        unlock(password="chợ chìm", now=NOW, **told)
    assert "chợ chìm" not in str(log.only(Act.UNLOCKED, "unlock_password_wrong"))
    unlock(password="chợ nổi", now=NOW + timedelta(hours=1), **told)
    log.only(Act.UNLOCKED)
    forget_unlock_password(now=NOW, **told)
    log.only(Act.UNLOCK_PASSWORD_REMOVED)
    failed = AppError(Code.SIGN_IN_FAILED, reason="wrong_password")
    note_failed_sign_in(store=store, error=failed, account="089188004217")
    assert log.only(Act.SIGNED_IN, "sign_in_failed").account == "…217"


class Tokens:
    def forget(self) -> None:
        """There are none."""


def test_leaving_is_told_of_who_leaves(store: Store, log: Log) -> None:
    sign_out(store=store, tokens=Tokens(), now=NOW)  # type: ignore[arg-type]
    assert log.only(Act.SIGNED_OUT).account == OFFICER.account
    pause_queue(store=store)
    assert log.only(Act.QUEUE_PAUSED).account == "", "nobody is signed in"


# The profile: settings, backups, the seal


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def counter(profile: Profile) -> Iterator[Counter]:
    with Counter(profile) as opened:
        yield opened


def test_settings_that_matter(counter: Counter) -> None:
    log, settings = Log(counter.store), counter.settings
    counter.change_settings(replace(settings, scanner=replace(settings.scanner, clean=False)))
    assert log.new() == []
    proxy = replace(settings.proxy, mode="own", address="http://10.0.0.1:3128", user="dao")
    counter.change_settings(replace(settings, proxy=proxy))
    said = {"proxy.mode": "own", "proxy.address": "http://10.0.0.1:3128"}
    assert log.only(Act.SETTINGS_CHANGED).facts == said


def test_settings_that_cannot_be_told_are_not_kept(counter: Counter) -> None:
    key = opening_key(counter.profile.database, counter.keys)
    with closing(open_connection(counter.profile.database, key)) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    before = counter.settings
    proxy = replace(before.proxy, mode="own", address="http://10.0.0.1:3128")
    with pytest.raises(IntegrityError):
        counter.change_settings(replace(before, proxy=proxy))
    assert counter.settings == before
    assert load_settings(counter.profile.settings_file) == before


def work_a_little(store: Store, acts: int = 3) -> None:
    for _ in range(acts):
        pause_queue(store=store)


def reopened(profile: Profile) -> tuple[Finding | None, list[str]]:
    with Counter(profile) as counter:
        report = counter.audit_seal.examine(counter.store)
    return report.finding, [note.act for note in report.notes]


def cut(profile: Profile, last: int) -> None:
    """As whoever has the key does it thoroughly, but for the seal."""
    with closing(Store(profile.database, profile.backups, ProfileKey(profile).load())) as store:
        with store.read() as work:
            kept = list(work.audit.whole())[last - 1]
        with store._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM audit WHERE number > ?", (last,))
            end = json.dumps({"entries": last, "hash": kept.hash})
            connection.exec_driver_sql("UPDATE facts SET value = ? WHERE name = 'audit'", (end,))


def test_an_end_cut_off_while_the_program_was_closed_is_never_sealed(profile: Profile) -> None:
    with Counter(profile) as counter:
        work_a_little(counter.store)
    assert reopened(profile) == (None, [])
    cut(profile, 2)
    assert reopened(profile) == (Finding(Flaw.CUT_OFF, 3), [])
    with Counter(profile) as counter:
        work_a_little(counter.store, 5)
    assert reopened(profile) == (Finding(Flaw.REPLACED, 3), [])


def test_a_seal_that_is_gone_or_damaged_is_told(profile: Profile) -> None:
    with Counter(profile) as counter:
        work_a_little(counter.store)
        seal = profile.root / "audit"
        counter.audit_seal.move_on(counter.store)
        seal.write_bytes(seal.read_bytes()[:-1])
        found = counter.audit_seal.examine(counter.store).finding
        assert found == Finding(Flaw.SEAL_UNREADABLE, 3)
        seal.unlink()
        found = counter.audit_seal.examine(counter.store).finding
        assert found == Finding(Flaw.SEAL_MISSING, 3)
    assert reopened(profile) == (None, [Act.SEAL_REMADE])


def test_a_backup_and_its_return(profile: Profile) -> None:
    with Counter(profile) as counter:
        work_a_little(counter.store)
        log = Log(counter.store)
        backup = back_up_as_act(profile, counter.keys, profile.backups, now=datetime.now(UTC))
        assert log.only(Act.BACKED_UP).facts == {"backup": backup.folder.name}
        work_a_little(counter.store)
        keys = counter.keys
    restore_backup(profile, backup, keys, now=datetime.now(UTC))
    assert reopened(profile) == (None, [Act.RESTORED])
    with Counter(profile) as counter:
        entry = Log(counter.store)
        work_a_little(counter.store)
        assert [each.number for each in entry.new()] == [5, 6, 7]
        assert AuditSeal(profile, keys).examine(counter.store).finding is None


def test_an_older_file_put_in_its_place_by_hand_is_no_restoration(profile: Profile) -> None:
    with Counter(profile) as counter:
        work_a_little(counter.store)
    older = profile.database.read_bytes()
    with Counter(profile) as counter:
        work_a_little(counter.store)
    for suffix in ("-wal", "-shm"):
        profile.database.with_name(profile.database.name + suffix).unlink(missing_ok=True)
    profile.database.write_bytes(older)
    assert reopened(profile) == (Finding(Flaw.CUT_OFF, 4), [])


def test_pictures_and_accounts(counter: Counter, tmp_path: Path) -> None:
    log, png = Log(counter.store), tmp_path / f"{OFFICER.full_name}.png"
    drawn = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((5, 5, 55, 55), fill=(200, 20, 40, 255))
    drawn.save(png)
    counter.pictures.keep(Ink.RED, "", png)
    entry = log.only(Act.PICTURE_CHANGED)
    kept = counter.pictures.png(Ink.RED, "")
    assert entry.facts == {"picture": "seal", "sha256": hashlib.sha256(kept).hexdigest()}
    with pytest.raises(AppError):
        counter.pictures.keep(Ink.RED, "", tmp_path / "none.png")
    assert log.new() == []
    counter.pictures.forget(Ink.RED, "")
    counter.pictures.forget(Ink.RED, "")
    assert log.only(Act.PICTURE_REMOVED).facts == {"picture": "seal"}


def test_an_account_for_remote_signing(counter: Counter) -> None:
    log, secret = Log(counter.store), "mật-mã-rất-dài"
    typed = RemoteSecrets(client_secret=secret, user_id="CMT_089188004217", password="246810")
    audit, sealed = AuditLog(counter.store), counter.remote_secrets
    keep_account(sealed, typed, service="viettel_mysign", audit=audit)
    entry = log.only(Act.REMOTE_ACCOUNT_CHANGED)
    assert entry.facts == {
        "service": "viettel_mysign", "changed": "client_secret user_id password",
    }  # fmt: skip
    assert load_remote_secrets(sealed) == typed
    keep_account(sealed, typed, service="viettel_mysign", audit=audit)
    assert log.new() == []
    keep_account(sealed, RemoteSecrets(), service="viettel_mysign", audit=audit)
    assert log.only(Act.REMOTE_ACCOUNT_CHANGED).facts["changed"] == entry.facts["changed"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process's open files in /proc")
def test_where_the_seal_cannot_be_kept_the_store_is_let_go_of(profile: Profile) -> None:
    with Counter(profile) as counter:
        work_a_little(counter.store)
    seal = profile.root / AUDIT_SEAL
    seal.unlink()
    seal.mkdir()
    with pytest.raises(AppError):
        Counter(profile)
    links = list(Path("/proc/self/fd").iterdir())
    opened = [str(each.readlink()) for each in links if each.is_symlink()]
    assert [each for each in opened if each.startswith(str(profile.root))] == []
