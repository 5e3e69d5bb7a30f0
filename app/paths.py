"""Where this officer's data lies on this machine."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from app.whole_files import make_folder

AUDIT_SEAL = "audit"
"""In a profile: the sealed end of the audit log (docs/decisions/021)."""


@dataclass(frozen=True)
class Profile:
    """The profile folder of one officer account of the operating system."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "quay.sqlite3"

    @property
    def keys_file(self) -> Path:
        """The sealed keys of everything else here (docs/decisions/017)."""
        return self.root / "keys.json"

    @property
    def keys_before(self) -> Path:
        """The key file of what a backup under other keys is about to replace."""
        return self.root / "keys-before.json"

    @property
    def restore_wish(self) -> Path:
        """That a backup is to become the data, and how far that is."""
        return self.root / "restoring.json"

    @property
    def vault(self) -> Path:
        """PDF files by SHA-256."""
        return self.root / "vault"

    @property
    def work(self) -> Path:
        """Scanned page images of papers that are not built yet."""
        return self.root / "work"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def trust(self) -> Path:
        """Trust anchors (PEM or DER) added by an administrator."""
        return self.root / "trust"

    @property
    def pictures(self) -> Path:
        """The officers' signatures and the office's seal, as PNG."""
        return self.root / "pictures"

    @property
    def remote_secrets(self) -> Path:
        """Of the account at a signing service, sealed."""
        return self.root / "remote"

    @property
    def file_certificates(self) -> Path:
        """What the certificate file (PKCS#12) that signs holds, sealed."""
        return self.root / "file-certificates"

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.toml"

    @property
    def lock_file(self) -> Path:
        return self.root / "quay.lock"

    def make(self) -> None:
        """Create the folders, readable by their owner only.

        Errors: PROFILE_UNWRITABLE, PLACE_UNUSABLE, DISK_FULL.
        """
        for folder in (
            self.root, self.vault, self.work, self.backups, self.logs, self.trust, self.pictures,
        ):  # fmt: skip
            make_folder(folder)


def default_profile() -> Profile:
    """The profile that ``QUAY_HOME`` names, else the platform's own place."""
    home = os.environ.get("QUAY_HOME")
    if home:
        return Profile(Path(home).expanduser().resolve())
    return Profile(user_data_path("quay-mot-cua", appauthor=False))
