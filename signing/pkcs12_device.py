"""``SigningDevice`` over PKCS#12 files: software certificates, and tests without a token."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from app.errors import AppError, Code
from signing.algorithms import (
    DEFAULT_WISH,
    AlgorithmWish,
    Scheme,
    SignatureAlgorithm,
    algorithm_for,
)
from signing.certificates import is_authority, read_certificate
from signing.device import Certificate, PinState, SigningSession, Token, Unlock
from signing.pkcs12_file import PrivateKey, open_certificates, unlocked

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class Pkcs12Device:
    """Each file is a token whose PIN is the password of the file."""

    def __init__(
        self,
        files: Sequence[Path],
        *,
        wish: AlgorithmWish = DEFAULT_WISH,
        known: Mapping[str, Sequence[bytes]] = MappingProxyType({}),
    ) -> None:
        """``known`` are certificates (DER) seen earlier, by serial of the token."""
        self._files = tuple(dict.fromkeys(path.resolve() for path in files))
        self._wish = wish
        self._seen = {serial: _of_people(ders) for serial, ders in known.items()}

    def tokens(self) -> tuple[Token, ...]:
        """The files that are there now. Errors: FILE_MISSING for none, FILE_UNREADABLE."""
        found = tuple(_token(path) for path in self._files if path.is_file())
        if self._files and not found:
            raise AppError(Code.FILE_MISSING, path=str(self._files[0]))
        return found

    def certificates(self, token: Token) -> tuple[Certificate, ...]:
        """Certificates of ``token``, without its password as far as that is possible.

        Most files encrypt them: then PIN_REQUIRED, until :meth:`unlock`. Errors: PIN_REQUIRED,
        FILE_MISSING, FILE_UNREADABLE, CERTIFICATE_FILE_UNUSABLE.
        """
        if token.serial in self._seen:
            return self._seen[token.serial]
        found = _of_people(open_certificates(Path(token.module)))
        if not found:
            raise AppError(Code.PIN_REQUIRED, device="file")
        return found

    def unlock(self, token: Token, pin: str) -> tuple[Certificate, ...]:
        """Read the certificates with the password and know them from now on; it is not kept.

        Errors: as :meth:`open`.
        """
        pairs = unlocked(Path(token.module), pin)
        self._seen[token.serial] = _of_people(pair.certificate for pair in pairs)
        return self._seen[token.serial]

    @contextmanager
    def open(self, token: Token, certificate: Certificate, pin: str) -> Iterator[SigningSession]:
        """The key of ``certificate`` for a batch.

        Errors: PIN_REQUIRED, PIN_INCORRECT with ``state``, CERTIFICATE_ABSENT, FILE_MISSING,
        FILE_UNREADABLE, CERTIFICATE_FILE_UNUSABLE.
        """
        pairs = unlocked(Path(token.module), pin)
        key = next((each.key for each in pairs if each.certificate == certificate.der), None)
        if key is None:
            raise AppError(Code.CERTIFICATE_ABSENT, device="file")
        session = Pkcs12Session(certificate, key, algorithm_for(certificate.der, self._wish))
        try:
            yield session
        finally:
            session.close()


class Pkcs12Session(SigningSession):
    """Made by ``Pkcs12Device.open`` and dead after its batch."""

    def __init__(
        self, certificate: Certificate, key: PrivateKey, algorithm: SignatureAlgorithm
    ) -> None:
        self._certificate = certificate
        self._key: PrivateKey | None = key
        self._algorithm = algorithm

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._algorithm

    def sign(self, data: bytes, digest: str = "") -> bytes:
        """As :meth:`SigningSession.sign`. Errors: TOKEN_REMOVED after the batch."""
        if self._key is None:
            raise AppError(Code.TOKEN_REMOVED)
        algorithm = self._algorithm.with_digest(digest)
        hashing = HASHES[algorithm.digest]
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, rsa_padding(algorithm), hashing)
        return self._key.sign(data, ec.ECDSA(hashing))

    def close(self) -> None:
        """Let go of the key."""
        self._key = None


def rsa_padding(algorithm: SignatureAlgorithm) -> padding.PKCS1v15 | padding.PSS:
    """``algorithm`` as the library names it."""
    if algorithm.scheme is Scheme.RSA_PSS:
        mask = padding.MGF1(HASHES[algorithm.digest])
        return padding.PSS(mask, algorithm.salt_bytes)
    return padding.PKCS1v15()


def _token(path: Path) -> Token:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(path)) from error
    return Token(
        module=str(path),
        slot=0,
        label=path.stem,
        serial=hashlib.sha256(content).hexdigest()[:16],
        maker="PKCS#12",
        pin=PinState.FINE,
        own_pin_pad=False,
        unlocked_by=Unlock.FILE_PASSWORD,
    )


def _of_people(ders: Iterable[bytes]) -> tuple[Certificate, ...]:
    return tuple(
        read_certificate(der, key_id=hashlib.sha256(der).digest())
        for der in ders
        if not is_authority(der)
    )
