"""What became of one document of a batch, whatever kind it is. No Qt."""

from dataclasses import dataclass, replace

from app.errors import AppError
from app.operations.loose_files import FileOutcome
from app.operations.sign_papers import SigningOutcome
from app.operations.sign_together import Outcome
from ui.sign.document import Document, PaperDocument
from ui.sign.loose_document import LooseDocument


@dataclass(frozen=True)
class DocumentOutcome:
    document: Document
    """As it stands now."""
    error: AppError | None
    """Why it is not signed."""
    shortfall: AppError | None = None
    """Why the signature is not at the level that was wanted."""
    unfit: AppError | None = None
    """As in ``SigningOutcome``."""
    number: str = ""
    """Số và ký hiệu that the register gave it."""
    signed_before: bool = False
    """By an earlier batch, of which its signed copy was found."""


def key_of(outcome: Outcome) -> str:
    """The ``key`` of the document of ``outcome``."""
    return outcome.paper_id if isinstance(outcome, SigningOutcome) else str(outcome.source)


def outcome_of(document: Document, outcome: Outcome) -> DocumentOutcome:
    """``outcome``, which is that of ``document``."""
    match document, outcome:
        case PaperDocument(), SigningOutcome(paper=paper) if paper is not None:
            document = replace(document, paper=paper)
        case LooseDocument(), FileOutcome(target=target) if outcome.report is not None:
            document = replace(
                document, copy=target, level_now=outcome.level, shortfall=outcome.shortfall
            )
    return DocumentOutcome(
        document, outcome.error, outcome.shortfall, outcome.unfit, outcome.number,
        signed_before=isinstance(outcome, FileOutcome) and outcome.signed_before,
    )  # fmt: skip
