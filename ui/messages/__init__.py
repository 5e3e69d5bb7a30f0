"""What is said to the officer about an error: heading, sentence, next step, in Vietnamese.

Without Qt, because the command line says the same words.
"""

from app.errors import AppError, Code
from ui.messages.about_acts import ACTS
from ui.messages.about_dossiers import DOSSIERS
from ui.messages.about_files import FILES
from ui.messages.about_keys import KEYS
from ui.messages.about_lock import LOCK
from ui.messages.about_machine import MACHINE
from ui.messages.about_packages import PACKAGES
from ui.messages.about_province import PROVINCE
from ui.messages.about_remote import REMOTE
from ui.messages.about_scanners import SCANNERS
from ui.messages.about_signatures import SIGNATURES
from ui.messages.about_stamps import STAMPS
from ui.messages.about_token_faults import TOKEN_FAULTS
from ui.messages.about_tokens import TOKENS
from ui.messages.about_trust import TRUST
from ui.messages.about_unlocking import UNLOCKING
from ui.messages.fact_texts import fact_texts
from ui.messages.wording import Message, Wording

__all__ = ["Message", "message"]

_WORDINGS: dict[Code, Wording] = {
    **FILES,
    **TOKENS,
    **SIGNATURES,
    **UNLOCKING,
    **STAMPS,
    **TOKEN_FAULTS,
    **REMOTE,
    **TRUST,
    **SCANNERS,
    **PROVINCE,
    **PACKAGES,
    **LOCK,
    **KEYS,
    **MACHINE,
    **DOSSIERS,
    **ACTS,
}


def message(error: AppError, *, options: bool = False) -> Message:
    """The words for ``error``; those for UNEXPECTED when its code has none yet.

    With ``options`` they name the options of the command line that help.
    """
    wording = _WORDINGS.get(error.code, _WORDINGS[Code.UNEXPECTED])
    texts = fact_texts(error.facts)
    if options:
        texts |= {"on_command_line": "trên dòng lệnh", "On_command_line": "Trên dòng lệnh"}
    return wording.filled(error.facts, texts)
