"""Software tokens: SoftHSM2 driven by its own program and OpenSC's ``pkcs11-tool``.

Child processes rather than python-pkcs11, because that library keeps the first configuration a
process ever loaded, and the program under demonstration must load its own.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.demo.people import KeyKind, PinPolicy
from app.errors import AppError, Code

_PLACES = (Path("/usr/lib"), Path("/usr/lib64"), Path("/usr/local/lib"))
_NAME = "softhsm/libsofthsm2.so"


def find_module() -> Path:
    """The canonical path of SoftHSM's PKCS#11 module.

    Errors: TOKEN_DRIVER_ABSENT.
    """
    for place in _PLACES:
        for module in (place / _NAME, *sorted(place.glob(f"*-linux-gnu*/{_NAME}"))):
            if module.exists():
                return module.resolve()
    raise AppError(Code.TOKEN_DRIVER_ABSENT, module=_NAME)


@dataclass(frozen=True)
class SoftHsm:
    """One set of software tokens. Errors of all methods: TOKEN_DRIVER_ABSENT, TOKEN_FAILED."""

    configuration: Path
    """What ``SOFTHSM2_CONF`` names."""
    tokens: Path
    """Folder with one folder a token."""
    pin: str
    so_pin: str

    def make(self) -> None:
        """Write the configuration and the empty folder of tokens."""
        self.tokens.mkdir(parents=True)
        self.configuration.write_text(
            f"directories.tokendir = {self.tokens}\n"
            "objectstore.backend = file\n"
            "log.level = ERROR\n",
            encoding="utf-8",
        )

    def add_token(self, label: str) -> None:
        """Initialise a token; ``label`` is at most 32 bytes of UTF-8."""
        self._run(
            *("softhsm2-util", "--init-token", "--free", "--label", label),
            *("--pin", self.pin, "--so-pin", self.so_pin),
        )

    @contextmanager
    def token_alone(self, label: str) -> Iterator["SoftHsm"]:
        """A new token in a set of its own, which joins this set when the block ends.

        SoftHSM rewrites a token's file at each login, and a process that lists all tokens just
        then reads half of it and ends: tokens made side by side must not see each other.
        """
        with tempfile.TemporaryDirectory(dir=self.tokens.parent) as folder:
            alone = replace(
                self, configuration=Path(folder) / self.configuration.name, tokens=Path(folder, "t")
            )
            alone.make()
            alone.add_token(label)
            yield alone
            for token in alone.tokens.iterdir():
                token.rename(self.tokens / token.name)

    def generate_key(
        self, *, token: str, key_id: bytes, label: str, kind: KeyKind, policy: PinPolicy
    ) -> None:
        """Generate a key pair on the token; the private key never leaves it."""
        always = ("--always-auth",) if policy is PinPolicy.EACH_USE else ()
        self._tool(
            *(token, "--keypairgen", "--key-type", kind.value, "--usage-sign"),
            *("--id", key_id.hex(), "--label", label, *always),
        )

    def save_public_key(self, *, token: str, key_id: bytes, target: Path) -> None:
        """Write the public key as a DER SubjectPublicKeyInfo."""
        self._tool(
            *(token, "--read-object", "--type", "pubkey"),
            *("--id", key_id.hex(), "--output-file", str(target)),
        )

    def add_certificate(self, *, token: str, key_id: bytes, label: str, der: Path) -> None:
        """Put a certificate beside its key, under the same CKA_ID."""
        self._tool(
            *(token, "--write-object", str(der), "--type", "cert"),
            *("--id", key_id.hex(), "--label", label),
        )

    def _tool(self, token: str, *arguments: str) -> None:
        self._run(
            *("pkcs11-tool", "--module", str(find_module()), "--token-label", token),
            *("--login", "--pin", self.pin, *arguments),
        )

    def _run(self, *command: str) -> None:
        environment = os.environ | {"SOFTHSM2_CONF": str(self.configuration)}
        try:
            subprocess.run(command, env=environment, check=True, capture_output=True)
        except FileNotFoundError as error:
            raise AppError(Code.TOKEN_DRIVER_ABSENT, program=command[0]) from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip()
            raise AppError(Code.TOKEN_FAILED, program=command[0], said=said) from error
