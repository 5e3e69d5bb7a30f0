"""States, kinds and ways of a dossier in the words that officers know."""

from app.domain.dossier import DossierState, Gender, ReturnWay
from app.domain.procedure import CopyKind
from ui.state_names import STATE_NAMES
from ui.theme import Tone

__all__ = [
    "AT_COUNTER", "COPY_KINDS", "GENDERS", "RETURN_WAYS", "STATE_NAMES", "state_tone",
]  # fmt: skip

RETURN_WAYS = {
    ReturnWay.COUNTER: "Tại quầy",
    ReturnWay.POST: "Qua bưu chính công ích",
    ReturnWay.ONLINE: "Trực tuyến",
}

COPY_KINDS = {
    CopyKind.ORIGINAL: "Bản chính",
    CopyKind.COPY: "Bản sao",
    CopyKind.CERTIFIED_COPY: "Bản chứng thực",
}

GENDERS = {Gender.UNKNOWN: "Chưa rõ", Gender.MALE: "Nam", Gender.FEMALE: "Nữ"}

AT_COUNTER = frozenset({DossierState.DRAFT, DossierState.QUEUED, DossierState.REFUSED})
"""States in which the dossier has not left this counter."""

_TONES = {
    DossierState.DRAFT: Tone.NEUTRAL,
    DossierState.QUEUED: Tone.INFO,
    DossierState.REFUSED: Tone.BAD,
    DossierState.READY: Tone.OK,
    DossierState.RETURNED: Tone.OK,
    DossierState.PAUSED: Tone.WARN,
    DossierState.ONLINE_WAITING: Tone.WARN,
    DossierState.ONLINE_CANCELLED: Tone.NEUTRAL,
}


def state_tone(state: DossierState) -> Tone:
    """INFO for what is on its way."""
    return _TONES.get(state, Tone.INFO)
