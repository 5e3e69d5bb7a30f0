"""``SigningDevice`` over PKCS#11 modules: USB tokens, smart cards, software tokens."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pkcs11
from pkcs11 import Attribute, ObjectClass, PKCS11Error, TokenFlag

from app.errors import AppError, Code
from signing.algorithms import DEFAULT_WISH, AlgorithmWish
from signing.certificates import is_authority, read_certificate
from signing.device import Certificate, PinState, Token
from signing.pkcs11_mechanisms import key_attributes
from signing.pkcs11_session import Pkcs11Session
from signing.token_errors import token_errors

log = logging.getLogger(__name__)


def anywhere() -> None:
    """No rule about threads, for programs with a single one."""


class Pkcs11Device:
    """All tokens that the given modules see.

    python-pkcs11 initialises modules as single-threaded and releases the GIL around driver calls,
    so two threads crash the process: one instance a process, and every call on one thread.
    ``require_here`` asserts that, e.g. ``lane.require_here``.
    """

    def __init__(
        self,
        modules: Sequence[Path],
        *,
        require_here: Callable[[], None] = anywhere,
        wish: AlgorithmWish = DEFAULT_WISH,
    ) -> None:
        # One module under two names would be initialised twice.
        self._modules = tuple(dict.fromkeys(str(path.resolve()) for path in modules))
        self._require_here = require_here
        self._wish = wish
        self._broken: dict[str, str] = {}

    @property
    def broken(self) -> dict[str, str]:
        """Modules that could not be loaded or asked, with the driver's error name."""
        return dict(self._broken)

    def tokens(self) -> tuple[Token, ...]:
        """Tokens present now; one seen through several modules counts once, the first wins.

        Within a module each slot counts: cheap tokens share label and serial number. Errors:
        TOKEN_DRIVER_ABSENT when there is no module, TOKEN_DRIVER_FAILED with ``module`` and
        ``error`` when none works.
        """
        self._require_here()
        found: list[Token] = []
        for module in self._modules:
            before = {(each.label, each.serial) for each in found}
            found += [
                _described(module, seen)
                for seen in self._ask(module)
                if _identity(seen) not in before
            ]
        if not self._modules:
            raise AppError(Code.TOKEN_DRIVER_ABSENT)
        if len(self._broken) == len(self._modules):
            module, error = next(iter(self._broken.items()))
            raise AppError(Code.TOKEN_DRIVER_FAILED, module=Path(module).name, error=error)
        return tuple(found)

    def certificates(self, token: Token) -> tuple[Certificate, ...]:
        """Certificates for a key of ``token``, without a PIN. Errors: TOKEN_*.

        Private keys are invisible before the PIN: certificates of authorities and those without
        CKA_ID, which no key can belong to, are left out.
        """
        self._require_here()
        with token_errors(lambda: self._pin_state(token)):
            session = self._present(token).open()
            try:
                stored = [
                    (_content(each, Attribute.VALUE), _content(each, Attribute.ID))
                    for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
                ]
            finally:
                self._close(token, session)
        return tuple(_readable(stored))

    def unlock(self, token: Token, pin: str) -> tuple[Certificate, ...]:  # noqa: ARG002 (no need)
        """As :meth:`certificates`: tokens show them to everybody."""
        return self.certificates(token)

    @contextmanager
    def open(self, token: Token, certificate: Certificate, pin: str) -> Iterator[Pkcs11Session]:
        """Log in once for a batch; log out at its end, however it ends.

        ``pin`` is ignored for tokens with their own PIN pad, and sent once to the very token that
        was chosen, never to a locked one. Errors: PIN_REQUIRED, TOKEN_EXCHANGED when another token
        with its label is there instead, and those of :func:`token_errors`.
        """
        self._require_here()
        if not pin and not token.own_pin_pad:
            raise AppError(Code.PIN_REQUIRED)

        def look_again() -> PinState | None:
            return self._pin_state(token)

        with token_errors(look_again):
            session = self._logged_in(token, pin)
        try:
            with token_errors(look_again):
                key = session.get_key(ObjectClass.PRIVATE_KEY, id=certificate.key_id)
                signing = Pkcs11Session(
                    certificate=certificate,
                    key=key,
                    pin="" if token.own_pin_pad else pin,
                    look_again=look_again,
                    require_here=self._require_here,
                    wish=self._wish,
                )
            yield signing
        finally:
            self._close(token, session)

    def _logged_in(self, token: Token, pin: str) -> pkcs11.Session:
        credential = pkcs11.PROTECTED_AUTH if token.own_pin_pad else pin
        present = self._present(token)
        if _state(present.flags) is PinState.LOCKED:
            raise AppError(Code.PIN_LOCKED, state=PinState.LOCKED.value)
        try:
            return present.open(user_pin=credential, attribute_mapper=key_attributes())
        except PKCS11Error:
            # The library opens a session before the login and forgets it when the login fails.
            self._drop_sessions(token.module)
            raise

    def _close(self, token: Token, session: pkcs11.Session) -> None:
        try:
            session.close()
        except PKCS11Error:
            # It logs out first and stays open, logged in, when that fails.
            self._drop_sessions(token.module)
        else:
            if self._pin_state(token) is None:
                # Modules may remember a token that was pulled out in use, and refuse its return.
                self._drop_sessions(token.module)

    def _drop_sessions(self, module: str) -> None:
        with suppress(PKCS11Error):
            pkcs11.lib(module).reinitialize()

    def _ask(self, module: str) -> list[pkcs11.Token]:
        try:
            slots = pkcs11.lib(module).get_slots(token_present=True)
            tokens = [token for slot in slots if (token := _token_in(slot))]
        except PKCS11Error as error:
            if module not in self._broken:
                log.warning("PKCS#11 module %s: %s", module, type(error).__name__)
            self._broken[module] = type(error).__name__
            return []
        self._broken.pop(module, None)
        return tokens

    def _present(self, token: Token) -> pkcs11.Token:
        """It may be in another slot by now, unless several look alike."""
        labelled = [s for s in self._ask(token.module) if _identity(s)[0] == token.label]
        alike = [seen for seen in labelled if _identity(seen)[1] == token.serial]
        for seen in alike:
            if seen.slot.slot_id == token.slot or len(alike) == 1:
                return seen
        if labelled and not alike:
            raise AppError(Code.TOKEN_EXCHANGED, label=token.label)
        raise pkcs11.TokenNotPresent

    def _pin_state(self, token: Token) -> PinState | None:
        try:
            return _state(self._present(token).flags)
        except (pkcs11.TokenNotPresent, AppError):
            return None


def _token_in(slot: pkcs11.Slot) -> pkcs11.Token | None:
    try:
        token = slot.get_token()
    except PKCS11Error:
        return None  # pulled out between the list and the question, or a foreign card
    return token if TokenFlag.TOKEN_INITIALIZED in token.flags else None


def _content(stored: pkcs11.Object, attribute: Attribute) -> bytes:
    """The attribute of an object; empty when the token does not give it."""
    try:
        return bytes(stored[attribute])
    except (pkcs11.AttributeTypeInvalid, pkcs11.AttributeSensitive):
        return b""


def _described(module: str, seen: pkcs11.Token) -> Token:
    label, serial = _identity(seen)
    return Token(
        module=module,
        slot=seen.slot.slot_id,
        label=label,
        serial=serial,
        maker=seen.manufacturer_id,
        pin=_state(seen.flags),
        own_pin_pad=TokenFlag.PROTECTED_AUTHENTICATION_PATH in seen.flags,
    )


def _identity(seen: pkcs11.Token) -> tuple[str, str]:
    """Label and serial number; what a careless maker puts there must survive a comparison."""
    return seen.label, seen.serial.decode("latin-1")


def _state(flags: TokenFlag) -> PinState:
    if TokenFlag.USER_PIN_LOCKED in flags:
        return PinState.LOCKED
    if TokenFlag.USER_PIN_FINAL_TRY in flags:
        return PinState.FINAL_TRY
    return PinState.LOW if TokenFlag.USER_PIN_COUNT_LOW in flags else PinState.FINE


def _readable(stored: list[tuple[bytes, bytes]]) -> Iterator[Certificate]:
    for der, key_id in stored:
        try:
            certificate = read_certificate(der, key_id=key_id)
        except AppError:
            log.warning("certificate on the token is not X.509 (%d bytes)", len(der))
            continue
        if key_id and not is_authority(der):
            yield certificate
