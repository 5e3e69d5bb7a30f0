"""What the officer has written into a draft so far."""

from dataclasses import dataclass, field

from app.domain.dossier import Applicant, Dossier, ReturnWay
from app.domain.procedure import Procedure

Fees = tuple[tuple[str, int, int], ...]
"""(name, quantity, amount each in dong)"""


@dataclass(frozen=True)
class DraftContent:
    procedure_code: str
    case_code: str
    applicant: Applicant = field(default_factory=Applicant)
    return_way: ReturnWay = ReturnWay.COUNTER
    fees: Fees = ()


def content_of(dossier: Dossier) -> DraftContent:
    return DraftContent(
        procedure_code=dossier.procedure_code,
        case_code=dossier.case_code,
        applicant=dossier.applicant,
        return_way=dossier.return_way,
        fees=dossier.fees,
    )


def usual_fees(procedure: Procedure) -> Fees:
    """One of each fee of ``procedure``."""
    return tuple((fee.name, 1, fee.amount) for fee in procedure.fees)
