"""What is to be restored, or is being restored, across the ends of the program."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from app.paths import Profile
from app.whole_files import write_whole


@dataclass(frozen=True)
class Wish:
    backup: Path
    """Folder of the backup that is to become the data."""
    aside: str = ""
    """Folder in the profile's backups with what is replaced; empty until something is."""
    added: tuple[str, ...] = ()
    """Files, relative to the profile, that only the backup had."""
    other_keys: bool = False
    """Whether the data that are replaced have another key file than the backup."""

    @classmethod
    def of(cls, profile: Profile) -> Self | None:
        """None when nothing is to be restored."""
        if not profile.restore_wish.exists():
            return None
        said = json.loads(profile.restore_wish.read_bytes())
        return cls(
            Path(said["backup"]), said.get("aside", ""), tuple(said.get("added", ())),
            said.get("other_keys", False),
        )  # fmt: skip

    def save(self, profile: Profile) -> None:
        """Errors: DISK_FULL, PROFILE_UNWRITABLE."""
        said = asdict(self) | {"backup": str(self.backup)}
        write_whole(profile.restore_wish, json.dumps(said).encode())
