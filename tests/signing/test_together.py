"""Documents prepared one by one and signed all at once."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.demo.office import Office
from app.errors import AppError, Cancelled, Code
from signing.algorithms import Scheme, SignatureAlgorithm
from signing.certificates import read_certificate
from signing.device import Certificate, SigningSession
from signing.together import batch_size, signed_together


class Scripted(SigningSession):
    """Turns bytes round, and notes how often and where it was asked."""

    def __init__(self, certificate: Certificate, error: BaseException | None = None) -> None:
        self._certificate, self._error = certificate, error
        self.asked: list[list[bytes]] = []
        self.threads: set[int] = set()

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return SignatureAlgorithm(Scheme.RSA_PKCS1, "sha256")

    @property
    def together(self) -> int:
        return 1000

    def sign(self, data: bytes, digest: str = "") -> bytes:
        return self.sign_all([data], digest)[0]

    def sign_all(self, datas: Sequence[bytes], digest: str = "") -> tuple[bytes, ...]:
        self.asked.append(list(datas))
        self.threads.add(threading.get_ident())
        if self._error is not None:
            raise self._error
        return tuple(data[::-1] for data in datas)


@pytest.fixture
def certificate(office: Office) -> Certificate:
    return read_certificate(office.person("officer").certificate.read_bytes())


def signing(*datas: bytes) -> Callable[[SigningSession], bytes]:
    return lambda session: b" ".join(session.sign(data) for data in datas)


def test_one_question_for_all_on_the_calling_thread(certificate: Certificate) -> None:
    session = Scripted(certificate)
    assert signed_together(session, [signing(b"ab"), signing(b"cd")]) == [b"ba", b"dc"]
    assert session.asked == [[b"ab", b"cd"]]
    assert session.threads == {threading.get_ident()}
    assert batch_size(session) == 50


def test_an_act_may_need_none_or_two(certificate: Certificate) -> None:
    session = Scripted(certificate)
    acts = [signing(), signing(b"ab", b"cd"), signing(b"ef")]
    assert signed_together(session, acts) == [b"", b"ba dc", b"fe"]
    assert session.asked == [[b"ab", b"ef"], [b"cd"]]


def test_act_that_fails_does_not_stop_the_others(certificate: Certificate) -> None:
    session, ended = Scripted(certificate), []

    def fails(_: SigningSession) -> bytes:
        raise AppError(Code.PDF_DAMAGED)

    def works(given: SigningSession) -> bytes:
        ended.append(given.sign(b"ab"))
        return b""

    with pytest.raises(AppError) as failed:
        signed_together(session, [fails, works])
    assert failed.value.code is Code.PDF_DAMAGED
    assert ended == [b"ba"]


@pytest.mark.parametrize("error", [AppError(Code.REMOTE_CONFIRMATION_REFUSED), Cancelled()])
def test_refusal_reaches_every_act_where_it_waits(
    error: Exception, certificate: Certificate, tmp_path: Path
) -> None:
    session = Scripted(certificate, error)

    def cleans_up(name: str) -> Callable[[SigningSession], bytes]:
        def act(given: SigningSession) -> bytes:
            part = tmp_path / name
            part.write_bytes(b"half")
            try:
                return given.sign(b"ab")
            finally:
                part.unlink()

        return act

    with pytest.raises(type(error)):
        signed_together(session, [cleans_up("first"), cleans_up("second")])
    assert list(tmp_path.iterdir()) == []
    assert len(session.asked) == 1
