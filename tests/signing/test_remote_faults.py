"""Everything that goes wrong between counter, signing service and the officer's phone."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.x509 import load_der_x509_certificate

from app.demo.office import Office
from app.errors import AppError, Cancelled, Code
from signing.remote.account import RemoteKind
from signing.remote.line import JsonLine
from signing.remote.opening import open_remote
from signing.remote.patience import Patience
from tests.signing.doubles.serving import serving
from tests.signing.doubles.signing_service import (
    CLIENT_SECRET,
    PASSWORD,
    TOTP_KEY,
    USER_ID,
    Decision,
    SigningService,
)
from tests.signing.remote_services import Remote, account, application, remote
from tests.signing.software_keys import SoftwareKey, issue
from tests.sync.fault_proxy import GARBAGE, PORTAL, Fault, answer

BY_PHONE = [RemoteKind.VNPT_SMARTCA, RemoteKind.VIETTEL_MYSIGN, RemoteKind.CSC]
HAND_IN = {
    RemoteKind.VNPT_SMARTCA: "/v1/signatures/sign",
    RemoteKind.VIETTEL_MYSIGN: "/signHash",
    RemoteKind.CSC: "/credentials/authorize",
}
ASK_AFTER = {
    RemoteKind.VNPT_SMARTCA: "/status",
    RemoteKind.VIETTEL_MYSIGN: "/requests/status",
    RemoteKind.CSC: "/authorizeCheck",
}
UNAVAILABLE = answer(503, b"<h1>Service Unavailable</h1>")
NOT_JSON = answer(200, b'{"status_code": 200, "mess', Content_Type="application/json")
WRONG_SHAPE = answer(200, b'["a list where an object is due"]', Content_Type="application/json")


@pytest.fixture(scope="module")
def owned(office: Office) -> SoftwareKey:
    return issue(office)


@pytest.fixture(params=BY_PHONE)
def made(request: pytest.FixtureRequest, owned: SoftwareKey) -> Iterator[Remote]:
    with remote(request.param, SigningService(owned, looks=2)) as each:
        yield each


def refusal(made: Remote, data: bytes = b"data") -> Code:
    with made.session() as session, pytest.raises(AppError) as refused:
        session.sign(data)
    return refused.value.code


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision.REFUSE, Code.REMOTE_CONFIRMATION_REFUSED),
        (Decision.EXPIRE, Code.REMOTE_CONFIRMATION_EXPIRED),
    ],
)
def test_officer_who_does_not_confirm(made: Remote, decision: Decision, code: Code) -> None:
    made.service.decision = decision
    assert refusal(made) is code
    made.service.decision = Decision.CONFIRM
    with made.session() as session:
        session.sign(b"data")
    assert len(made.service.transactions) == 2


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision.FAIL, Code.REMOTE_SIGNING_FAILED),
        (Decision.QUOTA, Code.REMOTE_QUOTA_USED_UP),
        (Decision.CERTIFICATE, Code.REMOTE_CERTIFICATE_UNUSABLE),
        (Decision.INTERNAL, Code.REMOTE_INTERNAL_ERROR),
    ],
)
def test_each_status_of_mysign(decision: Decision, code: Code, owned: SoftwareKey) -> None:
    with remote(RemoteKind.VIETTEL_MYSIGN, SigningService(owned, decision)) as made:
        assert refusal(made) is code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("58007", Code.REMOTE_CLIENT_UNKNOWN),
        ("58008", Code.REMOTE_USER_UNKNOWN),
        ("59033", Code.REMOTE_SIGN_IN_FAILED),
        ("86024", Code.REMOTE_CLIENT_SECRET_WRONG),
        ("86002", Code.REMOTE_CLIENT_CERTIFICATE_REVOKED),
        ("50000", Code.REMOTE_INTERNAL_ERROR),
        ("12345", Code.REMOTE_REFUSED),
    ],
)
def test_each_refusal_of_mysign(number: str, code: Code, owned: SoftwareKey) -> None:
    with (
        remote(RemoteKind.VIETTEL_MYSIGN, SigningService(owned, refusal=number)) as made,
        pytest.raises(AppError) as refused,
    ):
        _ = made.certificate
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, Code.REMOTE_REFUSED),
        (401, Code.REMOTE_SIGN_IN_FAILED),
        (403, Code.REMOTE_CERTIFICATE_UNUSABLE),
        (500, Code.REMOTE_FAILED),
    ],
)
def test_each_refusal_of_smartca(status: int, code: Code, owned: SoftwareKey) -> None:
    with (
        remote(RemoteKind.VNPT_SMARTCA, SigningService(owned, refusal=status)) as made,
        pytest.raises(AppError) as refused,
    ):
        _ = made.certificate
    assert refused.value.code is code
    assert USER_ID not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("invalid_client", Code.REMOTE_CLIENT_UNKNOWN),
        ("invalid_grant", Code.REMOTE_SIGN_IN_FAILED),
        ("something_else", Code.REMOTE_SIGN_IN_FAILED),
    ],
)
def test_refused_sign_in_at_the_consortium(error: str, code: Code, owned: SoftwareKey) -> None:
    with (
        remote(RemoteKind.CSC, SigningService(owned, refusal=error)) as made,
        pytest.raises(AppError) as refused,
    ):
        _ = made.certificate
    assert refused.value.code is code


@pytest.mark.parametrize(
    "fault",
    [Fault.DROP, Fault.LOSE_ANSWER, Fault.CUT_ANSWER, UNAVAILABLE, PORTAL, GARBAGE, NOT_JSON,
     WRONG_SHAPE],
)  # fmt: skip
def test_trouble_while_waiting_is_waited_for(made: Remote, fault: Fault | bytes) -> None:
    _ = made.certificate
    made.line.once(fault, path=ASK_AFTER[made.kind])
    with made.session() as session:
        session.sign(b"data")
    assert len(made.service.transactions) == 1
    assert [each.trouble for each in made.waited].count(None) >= 1
    assert any(each.trouble is not None for each in made.waited)


def test_line_that_stays_down_is_told_and_the_same_request_taken_up_later(
    owned: SoftwareKey,
) -> None:
    kind = RemoteKind.VIETTEL_MYSIGN
    with remote(kind, SigningService(owned), limit=0.2) as made:
        made.line.plan = lambda asked: Fault.DROP if "status" in asked.path else Fault.NONE
        assert refusal(made) in {Code.REMOTE_UNREACHABLE, Code.REMOTE_ANSWER_LOST}
        made.line.plan = lambda _: Fault.NONE
        made.service.looks = 0
        [transaction] = made.service.transactions.values()
        transaction.looks = 0
        with made.session() as session:
            session.sign(b"data")
        assert len(made.service.transactions) == 1


def test_nothing_was_sent(made: Remote) -> None:
    _ = made.certificate
    with made.line.refusing():
        assert refusal(made) is Code.REMOTE_UNREACHABLE
    assert made.service.transactions == {}


@pytest.mark.parametrize("kind", [RemoteKind.VIETTEL_MYSIGN, RemoteKind.CSC])
def test_lost_number_of_a_request_is_told_and_not_asked_again(
    kind: RemoteKind, owned: SoftwareKey
) -> None:
    with remote(kind, SigningService(owned)) as made:
        _ = made.certificate
        made.line.once(Fault.LOSE_ANSWER, path=HAND_IN[kind])
        assert refusal(made) is Code.REMOTE_ANSWER_LOST
        assert len(made.service.transactions) == 1
        assert made.asked(HAND_IN[kind]) == 1


def test_smartca_asks_after_a_request_whose_answer_was_lost(owned: SoftwareKey) -> None:
    with remote(RemoteKind.VNPT_SMARTCA, SigningService(owned)) as made:
        _ = made.certificate
        made.line.once(Fault.LOSE_ANSWER, path="/v1/signatures/sign")
        with made.session() as session:
            session.sign(b"data")
        assert len(made.service.transactions) == 1


def test_lost_confirmation_by_code_is_asked_after(owned: SoftwareKey) -> None:
    with remote(RemoteKind.VNPT_SMARTCA_OTP, SigningService(owned)) as made:
        _ = made.certificate
        made.line.once(Fault.LOSE_ANSWER, path="/v2/signatures/confirm")
        with made.session() as session:
            session.sign(b"data")
        assert len(made.service.transactions) == 1


def test_cancelled_request_is_taken_up_for_the_same_hashes_and_stops_others(
    made: Remote,
) -> None:
    made.service.looks = 1000
    made.stop = lambda: len(made.waited) > 0
    with made.session() as session:
        with pytest.raises(Cancelled):
            session.sign_all([b"first", b"second"])
        made.stop = lambda: False
        with pytest.raises(AppError) as waiting:
            session.sign(b"another")
        assert waiting.value.code is Code.REMOTE_CONFIRMATION_PENDING
        [transaction] = made.service.transactions.values()
        transaction.looks = 1
        assert len(session.sign_all([b"first", b"second"])) == 2
    assert len(made.service.transactions) == 1


def test_refused_request_no_longer_stops_others(made: Remote) -> None:
    made.service.looks = 1000
    made.stop = lambda: len(made.waited) > 0
    with made.session() as session:
        with pytest.raises(Cancelled):
            session.sign(b"first")
        made.stop = lambda: False
        [transaction] = made.service.transactions.values()
        transaction.looks, made.service.looks = 0, 0
        made.service.decision = Decision.REFUSE
        with pytest.raises(AppError):
            session.sign(b"another")
    assert len(made.service.transactions) == 2


def test_session_is_dead_after_its_batch(owned: SoftwareKey) -> None:
    with remote(RemoteKind.VIETTEL_MYSIGN, SigningService(owned)) as made:
        with made.session() as session:
            pass
        with pytest.raises(AppError) as gone:
            session.sign(b"data")
        assert gone.value.code is Code.TOKEN_REMOVED
        assert made.service.transactions == {}


def test_nobody_confirms_until_the_limit(owned: SoftwareKey) -> None:
    kind = RemoteKind.VIETTEL_MYSIGN
    with remote(kind, SigningService(owned, looks=10_000), limit=0.1) as made:
        assert refusal(made) is Code.REMOTE_CONFIRMATION_EXPIRED


def test_token_of_mysign_that_ran_out_is_renewed_once(owned: SoftwareKey) -> None:
    with remote(RemoteKind.VIETTEL_MYSIGN, SigningService(owned, looks=2)) as made:
        _ = made.certificate
        made.app.state.tokens.append("another one")
        with made.session() as session:
            session.sign(b"data")
        assert made.asked("/login") == 2
        assert len(made.service.transactions) == 1


def test_signature_of_another_key_is_no_answer(made: Remote, office: Office) -> None:
    certificate = made.certificate
    made.service.owned = issue(office)
    [token] = made.device.tokens()
    with made.device.open(token, certificate, "") as session, pytest.raises(AppError) as refused:
        # SmartCA is asked by the serial number of the certificate, which is still the old one.
        made.service.owned = SoftwareKey(
            made.service.owned.key, load_der_x509_certificate(certificate.der)
        )
        session.sign(b"data")
    assert refused.value.code is Code.REMOTE_ANSWER_UNREADABLE


@pytest.mark.parametrize("kind", list(RemoteKind))
@pytest.mark.parametrize("missing", ["url", "client_id", "client_secret", "user_id"])
def test_account_that_is_not_whole(kind: RemoteKind, missing: str) -> None:
    whole = account(kind, "https://signing.example", **{missing: ""})
    with pytest.raises(AppError) as refused:
        open_remote(whole, patience=Patience())
    assert refused.value.code is Code.REMOTE_NOT_SET


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://signing.example", Code.REMOTE_INSECURE),
        ("http://127.0.0.1.example", Code.REMOTE_INSECURE),
        ("ftp://signing.example", Code.REMOTE_NOT_SET),
        ("https://user:secret@signing.example", Code.REMOTE_NOT_SET),
        ("signing.example", Code.REMOTE_NOT_SET),
    ],
)
def test_address_that_may_not_carry_secrets(url: str, code: Code) -> None:
    with pytest.raises(AppError) as refused:
        JsonLine(url)
    assert refused.value.code is code
    assert "secret" not in str(refused.value)


def test_server_that_cannot_prove_who_it_is(
    owned: SoftwareKey, office: Office, tmp_path: Path
) -> None:
    key, certificate = _own_tls(tmp_path)
    app = application(RemoteKind.VNPT_SMARTCA, SigningService(owned))
    with serving(app, ssl_certfile=str(certificate), ssl_keyfile=str(key)) as port:
        device = open_remote(
            account(RemoteKind.VNPT_SMARTCA, f"https://127.0.0.1:{port}"), patience=Patience()
        )
        with pytest.raises(AppError) as refused:
            device.certificates(*device.tokens())
    assert refused.value.code is Code.REMOTE_INSECURE


def test_redirection_is_not_followed(made: Remote) -> None:
    made.line.plan = lambda _: answer(302, Location="http://127.0.0.1:9/")
    with pytest.raises(AppError) as refused:
        _ = made.certificate
    assert refused.value.code is Code.REMOTE_ANSWER_UNREADABLE


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_secrets_are_neither_logged_nor_shown(
    kind: RemoteKind, owned: SoftwareKey, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = (CLIENT_SECRET, PASSWORD, TOTP_KEY, USER_ID, "access-token", "service-token", "sad-")
    caplog.set_level(logging.DEBUG)
    with remote(kind, SigningService(owned)) as made:
        with made.session() as session:
            session.sign(b"data")
            shown = [repr(made.device), repr(session), repr(account(kind, "https://s.example"))]
            shown += [repr(each) for each in vars(made.device).values()]
            shown += [repr(each) for each in vars(session).values() if not isinstance(each, str)]
        made.line.plan = lambda _: UNAVAILABLE
        with made.session() as session, pytest.raises(AppError) as failed:
            session.sign(b"more")
        shown += [str(failed.value), repr(failed.value.__cause__)]
    said = "\n".join([*shown, caplog.text])
    # The certificate says the number itself.
    said = said.replace(f"CCCD:{USER_ID}", "").replace(f"identity_number='{USER_ID}'", "")
    assert [secret for secret in secrets if secret in said] == []


def _own_tls(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "tls.key", folder / "tls.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
         certificate, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, certificate
