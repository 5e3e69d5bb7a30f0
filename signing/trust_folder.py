"""The authorities an office trusts: two lists, held by fingerprints, added to and taken from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import tomli_w
from asn1crypto import x509

from app.errors import AppError, Code
from app.whole_files import write_whole
from resources import resource
from signing.authorities import PINS_FILE, Pin, Scheme, authorities_in, authority_files, pins

_LEAST_DIGITS = 8
"""Of a fingerprint, to name an authority by."""


class Presence(StrEnum):
    TRUSTED = "trusted"
    AWAITED = "awaited"  # its fingerprint is known, its certificate is not here yet


@dataclass(frozen=True)
class Authority:
    """A certification authority on one of the lists."""

    name: str
    scheme: Scheme
    sha256: str
    """Fingerprint of the certificate, lower-case hex."""
    presence: Presence
    root: bool = True
    """An anchor of its own; others only lead to one."""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    sha1_signed: bool = False
    """Signed with SHA-1, as the first government generation is (domain §10)."""
    shipped: bool = False
    """Its fingerprint comes with the program."""
    der: bytes = b""


class TrustFolder:
    """``folder`` of a profile. What it holds counts from the next verification on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shipped = {pin.sha256: pin for pin in pins(resource("trust"))}

    def authorities(self) -> tuple[Authority, ...]:
        """Government roots first, then public ones, then those on neither list."""
        here = {
            each.sha256.hex(): self._described(each)
            for path in authority_files([resource("trust"), self._folder])
            for each in authorities_in(path)
        }
        awaited = [
            Authority(pin.name, pin.scheme, pin.sha256, Presence.AWAITED, shipped=True)
            for pin in self._shipped.values()
            if pin.sha256 not in here
        ]
        order = list(Scheme)
        return tuple(
            sorted(
                [*here.values(), *awaited],
                key=lambda each: (
                    order.index(each.scheme),
                    each.presence != "trusted",
                    not each.root,
                    each.name,
                ),
            )
        )

    def read(self, path: Path) -> tuple[Authority, ...]:
        """The authorities in a file that somebody chose, not added yet.

        Errors: FILE_MISSING, AUTHORITY_FILE_UNUSABLE, AUTHORITY_FALSE when a root calls itself
        like a pinned one and is another.
        """
        if not path.exists():
            raise AppError(Code.FILE_MISSING, name=path.name)
        found = tuple(self._described(each) for each in authorities_in(path))
        if not found:
            raise AppError(Code.AUTHORITY_FILE_UNUSABLE, name=path.name)
        for each in found:
            self._refuse_false(each)
        return found

    def add(self, authorities: Iterable[Authority], scheme: Scheme = Scheme.UNLISTED) -> None:
        """Trust ``authorities`` from now on; ``scheme`` lists those whose pin is not shipped.

        Errors: DISK_FULL, PROFILE_UNWRITABLE.
        """
        own = {pin.sha256: pin for pin in pins(self._folder)}
        for each in authorities:
            write_whole(self._folder / f"{each.sha256}.cer", each.der)
            if each.sha256 not in self._shipped and scheme is not Scheme.UNLISTED:
                own[each.sha256] = Pin(each.name, scheme, each.sha256)
        self._keep(own.values())

    def remove(self, fingerprint: str) -> Authority:
        """Trust the authority whose SHA-256 begins with ``fingerprint`` no more.

        Errors: AUTHORITY_UNKNOWN when none, or more than one, that is here begins so.
        """
        wanted = fingerprint.lower().replace(":", "").replace(" ", "")
        found = [
            each
            for each in self.authorities()
            if each.presence is Presence.TRUSTED and each.sha256.startswith(wanted)
        ]
        if len(wanted) < _LEAST_DIGITS or len(found) != 1:
            raise AppError(Code.AUTHORITY_UNKNOWN, fingerprint=fingerprint)
        [authority] = found
        for path in list(authority_files([self._folder])):
            self._take_out(authority, path)
        self._keep(pin for pin in pins(self._folder) if pin.sha256 != authority.sha256)
        return authority

    def _take_out(self, authority: Authority, path: Path) -> None:
        """Remove ``authority`` from ``path``, whose other certificates get files of their own."""
        inside = authorities_in(path)
        if all(each.sha256.hex() != authority.sha256 for each in inside):
            return
        for each in inside:
            if each.sha256.hex() != authority.sha256:
                write_whole(self._folder / f"{each.sha256.hex()}.cer", each.dump())
        path.unlink()

    def _keep(self, own: Iterable[Pin]) -> None:
        kept = [{"name": pin.name, "label": pin.scheme.value, "sha256": pin.sha256} for pin in own]
        content = tomli_w.dumps({"authority": kept})
        write_whole(self._folder / PINS_FILE, content.encode())

    def _described(self, certificate: x509.Certificate) -> Authority:
        sha256 = certificate.sha256.hex()
        own = {pin.sha256: pin for pin in pins(self._folder)}
        pin = self._shipped.get(sha256) or own.get(sha256)
        name = certificate.subject.native.get("common_name", "")
        algorithm = certificate["signature_algorithm"]["algorithm"].native
        return Authority(
            name=", ".join(name) if isinstance(name, list) else str(name),
            scheme=pin.scheme if pin else Scheme.UNLISTED,
            sha256=sha256,
            presence=Presence.TRUSTED,
            root=bool(certificate.self_issued),
            valid_from=certificate.not_valid_before.astimezone(UTC),
            valid_to=certificate.not_valid_after.astimezone(UTC),
            sha1_signed=algorithm.startswith("sha1"),
            shipped=sha256 in self._shipped,
            der=certificate.dump(),
        )

    def _refuse_false(self, authority: Authority) -> None:
        same = [p for p in self._shipped.values() if p.name.casefold() == authority.name.casefold()]
        if authority.root and same and authority.sha256 not in self._shipped:
            raise AppError(Code.AUTHORITY_FALSE, authority=authority.name)
