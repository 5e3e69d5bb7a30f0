"""What waits for a signature: a paper of a dossier, or a file that belongs to none. No Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.counter import Counter
from app.domain.paper import Paper, PaperState
from app.domain.place_template import RememberedPlace
from app.pdf_content import PdfInMemory
from ui.paper_texts import file_text, level_text
from ui.verification.subject import Subject, paper_subject


class Document(Protocol):
    """One document as it stands now, with all that the screen Ký số asks of it."""

    @property
    def key(self) -> str:
        """The same before and after it is signed; no other document has it."""
        ...

    @property
    def title(self) -> str: ...

    @property
    def origin(self) -> str:
        """Where it comes from, in few words."""
        ...

    @property
    def told(self) -> str:
        """What the officer reads who wants to know more of it."""
        ...

    @property
    def signed(self) -> bool:
        """Whether this program signed it."""
        ...

    @property
    def level(self) -> str:
        """Of its signature, and what becomes of it; empty before it is signed."""
        ...

    @property
    def level_now(self) -> str:
        """Of its signature alone, while it is being raised."""
        ...

    @property
    def raised_later(self) -> bool:
        """Whether a signature that is not at the wanted level is raised without the officer."""
        ...

    @property
    def may_be_verified(self) -> bool: ...

    @property
    def copy(self) -> Path | None:
        """Its signed copy, where the officer finds it; None before, and for what the vault has."""
        ...

    @property
    def paper(self) -> Paper | None:
        """None for what is no paper of a dossier, for which no place is remembered either."""
        ...

    def read(self, counter: Counter) -> PdfInMemory:
        """As it is now, on a lane. Errors: FILE_*, VAULT_FILE_DAMAGED."""
        ...

    def held_place(self, counter: Counter, profile_id: str) -> RememberedPlace | None:
        """What is remembered for documents like this."""
        ...

    def subject(self, counter: Counter) -> Subject:
        """What is verified."""
        ...


@dataclass(frozen=True)
class PaperDocument:
    """A paper, in the vault."""

    paper: Paper
    dossier_code: str
    raised_later: bool = True
    copy: Path | None = None

    @property
    def key(self) -> str:
        return self.paper.id

    @property
    def title(self) -> str:
        return self.paper.title

    @property
    def origin(self) -> str:
        return self.dossier_code

    @property
    def told(self) -> str:
        return f"{self.title}\n{file_text(self.paper)}"

    @property
    def signed(self) -> bool:
        return self.paper.state is PaperState.SIGNED

    @property
    def level(self) -> str:
        return level_text(self.paper)

    @property
    def level_now(self) -> str:
        return self.paper.signature.level if self.paper.signature else ""

    @property
    def may_be_verified(self) -> bool:
        return self.signed

    def read(self, counter: Counter) -> PdfInMemory:
        return PdfInMemory(self.title, counter.vault.read(self.paper.sha256))

    def held_place(self, counter: Counter, profile_id: str) -> RememberedPlace | None:
        with counter.store.read() as work:
            return work.stamp_places.of_paper(self.paper, profile_id)

    def subject(self, counter: Counter) -> Subject:
        return paper_subject(counter, self.paper)
