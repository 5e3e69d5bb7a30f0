"""What is said to the officer about an error: heading, sentence, next step, in Vietnamese.

Without Qt, because the command line says the same words.
"""

from app.errors import AppError, Code
from ui.messages.about_dossiers import DOSSIERS
from ui.messages.about_files import FILES
from ui.messages.about_lock import LOCK
from ui.messages.about_machine import MACHINE
from ui.messages.about_province import PROVINCE
from ui.messages.about_remote import REMOTE
from ui.messages.about_scanners import SCANNERS
from ui.messages.about_signatures import SIGNATURES
from ui.messages.about_stamps import STAMPS
from ui.messages.about_token_faults import TOKEN_FAULTS
from ui.messages.about_tokens import TOKENS
from ui.messages.about_trust import TRUST
from ui.messages.fact_texts import fact_texts
from ui.messages.wording import Message, Wording

__all__ = ["Message", "message"]

_WORDINGS: dict[Code, Wording] = {
    **FILES,
    **TOKENS,
    **SIGNATURES,
    **STAMPS,
    **TOKEN_FAULTS,
    **REMOTE,
    **TRUST,
    **SCANNERS,
    **PROVINCE,
    **LOCK,
    **MACHINE,
    **DOSSIERS,
}


def message(error: AppError) -> Message:
    """The words for ``error``; those for UNEXPECTED when its code has none yet."""
    wording = _WORDINGS.get(error.code, _WORDINGS[Code.UNEXPECTED])
    return wording.filled(error.facts, fact_texts(error.facts))
