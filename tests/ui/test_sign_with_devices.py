"""Ký số with a certificate file and at signing services: what is asked, waited for and said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.paper import Paper, PaperState
from app.settings import DeviceSettings
from signing.device import Unlock
from signing.remote.account import RemoteKind
from tests.signing.doubles.signing_service import Decision, SigningService
from tests.signing.remote_services import PINS
from tests.signing.software_keys import PASSWORD, SoftwareKey, issue, write_pfx
from tests.ui.device_bench import (
    MakePdf,
    officer,
    opened,
    over,
    said,
    shown,
    sign,
    signing_counter,
    state,
    use_file,
    using_service,
    waiting_paper,
)
from ui.device_words import SECRETS
from ui.own_certificate import own_certificate, own_tokens
from ui.services import Services

BY_PHONE = (RemoteKind.VNPT_SMARTCA, RemoteKind.VIETTEL_MYSIGN, RemoteKind.CSC)


@pytest.fixture
def counter(tmp_path: Path, office: Office) -> Iterator[Counter]:
    with signing_counter(tmp_path, office) as made:
        yield made


@pytest.fixture
def paper(counter: Counter, tmp_path: Path, make_pdf: MakePdf) -> Paper:
    return waiting_paper(counter, make_pdf(tmp_path / "to-khai.pdf"))


@pytest.fixture(scope="module")
def owned(office: Office) -> SoftwareKey:
    return issue(office)


def test_a_file_signs_and_its_owner_is_known_from_then_on(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    tmp_path: Path,
) -> None:  # fmt: skip
    use_file(counter, write_pfx(tmp_path / "hong-dao.p12", owned))
    screen, asked = opened(qtbot, services, PASSWORD)
    assert "Tệp chứng thư “hong-dao”" in shown(screen)
    assert "Nguyễn Thị Hồng Đào" not in shown(screen)
    with qtbot.waitSignal(services.token_watch.changed):
        sign(qtbot, screen)
    assert state(counter, paper) is PaperState.SIGNED, said(screen)
    assert asked.questions[0][-1] is Unlock.FILE_PASSWORD
    assert "Nguyễn Thị Hồng Đào" in shown(screen)
    kept = counter.profile.file_certificates.read_bytes()
    assert b"089188004217" not in kept
    # Another device of the same file, as after a restart, knows it without the password.
    counter.token_lane.submit(counter.__dict__.pop, "device").result()
    [token] = counter.device.tokens()
    assert [each.der for each in counter.device.certificates(token)] == [owned.der]


def test_a_wrong_password_signs_nothing_and_speaks_of_the_file(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    tmp_path: Path,
) -> None:  # fmt: skip
    use_file(counter, write_pfx(tmp_path / "hong-dao.p12", owned))
    screen, _ = opened(qtbot, services, "sai")
    sign(qtbot, screen)
    assert "Mật khẩu không đúng" in said(screen)
    assert "PIN" not in said(screen)
    assert state(counter, paper) is PaperState.SCANNED
    assert screen.panel.sign.isEnabled()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid": (-400, -10)}, "đã hết hạn"),
        ({"common_name": "Trần Văn B", "uid": "CCCD:001099000001"}, "Chứng thư số của người khác"),
        ({"usages": ("key_encipherment",)}, "Chứng thư số không dùng để ký"),
    ],
)
def test_a_file_that_may_not_sign(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    tmp_path: Path, changes: dict[str, object], words: str,
) -> None:  # fmt: skip
    use_file(counter, write_pfx(tmp_path / "key.p12", issue(office, **changes)))
    screen, _ = opened(qtbot, services, PASSWORD)
    sign(qtbot, screen)
    assert words in said(screen)
    assert state(counter, paper) is PaperState.SCANNED


def test_a_file_that_is_gone_is_said(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, tmp_path: Path
) -> None:
    use_file(counter, tmp_path / "mat.p12")
    screen, _ = opened(qtbot, services)
    assert "Không tìm thấy tệp" in shown(screen)
    assert "mat.p12" in shown(screen)
    assert not screen.panel.sign.isEnabled()


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_each_service_signs_and_asks_for_what_it_takes(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    kind: RemoteKind,
) -> None:  # fmt: skip
    with using_service(counter, kind, SigningService(owned)):
        screen, asked = opened(qtbot, services, PINS.get(kind))
        assert "Ký số từ xa" in shown(screen)
        sign(qtbot, screen)
    assert state(counter, paper) is PaperState.SIGNED, said(screen)
    if kind in BY_PHONE:
        assert asked.questions == []
    else:
        assert [each[-1] for each in asked.questions] == [
            {
                RemoteKind.VNPT_SMARTCA_OTP: Unlock.SERVICE_PASSWORD,
                RemoteKind.CSC_PIN: Unlock.SERVICE_PIN,
            }[kind]
        ]


@pytest.mark.parametrize("kind", BY_PHONE)
def test_the_phone_is_waited_for_with_the_time_left(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    kind: RemoteKind,
) -> None:  # fmt: skip
    service = SigningService(owned, looks=1_000_000)
    with using_service(counter, kind, service):
        screen, _ = opened(qtbot, services)
        screen.panel.sign.click()
        phone = screen.busy.phone
        qtbot.waitUntil(phone.isVisible, timeout=30_000)
        assert phone.left.text().startswith("5:0")
        assert not screen.busy.row.isVisible()
        assert state(counter, paper) is PaperState.SCANNED
        [transaction] = service.transactions.values()
        transaction.looks = 1
        over(qtbot, screen)
    assert state(counter, paper) is PaperState.SIGNED, said(screen)
    assert not phone.isVisible()


@pytest.mark.parametrize("kind", BY_PHONE)
def test_who_cancels_is_told_of_the_request_on_the_phone(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    kind: RemoteKind,
) -> None:  # fmt: skip
    service = SigningService(owned, looks=1_000_000)
    with using_service(counter, kind, service):
        screen, _ = opened(qtbot, services)
        screen.panel.sign.click()
        qtbot.waitUntil(screen.busy.phone.isVisible, timeout=30_000)
        screen.busy.phone.cancel.click()
        over(qtbot, screen)
        assert "Đã hủy, 0/1 giấy tờ đã ký" in said(screen)
        assert "bấm Từ chối" in said(screen)
        # While it is open there, no second one is sent that would be confirmed without a look.
        sign(qtbot, screen)
        assert "Yêu cầu ký trước vẫn đang chờ" in said(screen)
    assert len(service.transactions) == 1
    assert state(counter, paper) is PaperState.SCANNED


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision.REFUSE, "Yêu cầu ký bị từ chối"),
        (Decision.EXPIRE, "Quá thời gian xác nhận"),
    ],
)
@pytest.mark.parametrize("kind", [RemoteKind.VNPT_SMARTCA, RemoteKind.VIETTEL_MYSIGN])
def test_what_was_decided_on_the_phone_is_said(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    kind: RemoteKind, decision: Decision, words: str,
) -> None:  # fmt: skip
    with using_service(counter, kind, SigningService(owned, decision)):
        screen, _ = opened(qtbot, services)
        sign(qtbot, screen)
    assert words in said(screen)
    assert state(counter, paper) is PaperState.SCANNED


@pytest.mark.parametrize("kind", [RemoteKind.VNPT_SMARTCA_OTP, RemoteKind.CSC_PIN])
def test_a_wrong_password_at_a_service(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey,
    kind: RemoteKind,
) -> None:  # fmt: skip
    with using_service(counter, kind, SigningService(owned)):
        screen, _ = opened(qtbot, services, "sai")
        sign(qtbot, screen)
    assert "Mật khẩu hoặc mã OTP không đúng" in said(screen)
    assert state(counter, paper) is PaperState.SCANNED


def test_a_service_signs_for_nobody_else(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office
) -> None:
    other = issue(office, common_name="Trần Văn B", uid="CCCD:001099000001")
    service = SigningService(other)
    with using_service(counter, RemoteKind.VNPT_SMARTCA, service):
        screen, _ = opened(qtbot, services)
        sign(qtbot, screen)
    assert "Chứng thư số của người khác" in said(screen)
    assert service.transactions == {}


def test_a_service_certificate_that_is_not_the_bound_one(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey
) -> None:
    with counter.store.write() as work:
        work.facts.set_officer(officer(certificate_serial="0badcafe"))
    service = SigningService(owned)
    with using_service(counter, RemoteKind.VIETTEL_MYSIGN, service):
        screen, _ = opened(qtbot, services)
        sign(qtbot, screen)
    assert "Không phải chứng thư số đã gắn với tài khoản" in said(screen)
    assert service.transactions == {}


def test_a_service_that_refuses_the_account_is_not_asked_again_by_itself(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey
) -> None:
    service = SigningService(owned, refusal=401)
    with using_service(counter, RemoteKind.VNPT_SMARTCA, service):
        screen, _ = opened(qtbot, services)
        watch = services.token_watch
        assert watch.status.error is not None
        assert not watch._timer.isActive()
        assert screen.panel.certificate.again.isVisible()
        service.refusal = None
        with qtbot.waitSignal(watch.changed):
            screen.panel.certificate.again.click()
        assert screen.panel.sign.isEnabled()
        assert not screen.panel.certificate.again.isVisible()


def test_another_account_at_the_same_address_is_asked_anew(
    qtbot: QtBot, services: Services, counter: Counter, owned: SoftwareKey, office: Office
) -> None:
    service = SigningService(owned)
    with using_service(counter, RemoteKind.VNPT_SMARTCA, service):
        watch = services.token_watch
        with qtbot.waitSignal(watch.changed):
            watch.ask()
        service.owned = issue(office, common_name="Nguyễn Thị Hồng Đào")
        counter.token_lane.submit(counter.__dict__.pop, "device").result()
        with qtbot.waitSignal(watch.changed):
            watch.ask()
        [inside] = watch.status.tokens
        assert [each.der for each in inside.certificates] == [service.owned.der]


def test_a_device_that_is_not_plugged_in_is_never_pulled_out(
    qtbot: QtBot, services: Services, counter: Counter, owned: SoftwareKey
) -> None:
    with using_service(counter, RemoteKind.VNPT_SMARTCA, SigningService(owned)):
        with qtbot.waitSignal(services.token_watch.changed):
            services.token_watch.ask()
        status = services.token_watch.status
        assert own_certificate(officer(), status) is not None
        assert own_tokens(officer(), status) == frozenset()


def test_the_program_ends_though_a_phone_is_waited_for(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, owned: SoftwareKey
) -> None:
    service = SigningService(owned, looks=1_000_000)
    with using_service(counter, RemoteKind.VNPT_SMARTCA, service):
        screen, _ = opened(qtbot, services)
        screen.panel.sign.click()
        qtbot.waitUntil(screen.busy.phone.isVisible, timeout=30_000)
        counter.attendance.close()
        qtbot.waitUntil(lambda: not screen.busy.isVisible(), timeout=30_000)
    assert state(counter, paper) is PaperState.SCANNED


def test_words_for_every_way_to_unlock() -> None:
    assert set(SECRETS) == set(Unlock)


def test_a_token_label_is_no_label_of_a_file(counter: Counter) -> None:
    token = replace(counter.settings.token, label="Token công vụ")
    settings = replace(counter.settings, token=token)
    assert settings.token_label == "Token công vụ"
    assert replace(settings, device=DeviceSettings("file", "/a.p12")).token_label == ""
