"""The numbers of the register that loose files get."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.register import RegisterEntry
from app.operations.register_numbers import Numbers
from app.operations.settle_numbers import issue_left_behind
from app.store.store import Store
from signing.stamp_drawing import StampDetails


def file_subjects(files: Iterable[tuple[Path, Path]]) -> dict[str, str | None]:
    """Trích yếu, by path, of each file that is to be signed into the folder beside it.

    None for those that lie there already: an earlier run gave them their number.
    """
    return {str(file): None if _is_there(out / file.name) else file.name for file, out in files}


@dataclass(frozen=True)
class RegisteredFiles:
    """The numbers of the files of one batch."""

    store: Store
    numbers: Numbers
    now: Callable[[], datetime]

    def details(self, file: Path, details: StampDetails) -> StampDetails:
        """``details`` with the number that ``file`` got, if it got one."""
        entry = self._entry(file)
        return replace(details, number=entry.written) if entry else details

    def issue(self, file: Path, signed: Path, signer: str) -> str:
        """Write down that the number of ``file`` stands on ``signed``; the number, or empty.

        A file of an earlier run has its number in the register, unless that was killed just then.
        """
        entry, wish = self._entry(file), self.numbers.wishes.get(str(file))
        if entry is None:
            return (
                issue_left_behind(self.store, wish, signed, signer=signer, now=self.now())
                if wish
                else ""
            )
        # The file is there: whatever happens now, its number is not given to another.
        self.numbers.issued.add(entry.id)
        sha256 = _sha256(signed.read_bytes())
        with self.store.write() as work:
            self.numbers.issue(work, entry, signer=signer, sha256=sha256, now=self.now())
        return entry.written

    def raised(self, before: bytes, signed: Path) -> None:
        """Write down that numbers on a file of this content stand on ``signed`` now."""
        was, now = _sha256(before), _sha256(signed.read_bytes())
        with self.store.write() as work:
            work.register.replace_file(was, now)

    def _entry(self, file: Path) -> RegisterEntry | None:
        return self.numbers.entries.get(str(file))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _is_there(target: Path) -> bool:
    with suppress(OSError):  # whoever writes it has the words for that
        return target.exists()
    return False
