"""What every signature of one file is judged with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from signing.trust import TrustStore
from signing.verification.online_answers import OnlineAnswers
from signing.verification.time_stamps import DocumentStamp
from signing.verification.validation_data import ValidationData


@dataclass(frozen=True)
class Evidence:
    trust: TrustStore
    data: ValidationData
    stamps: Sequence[DocumentStamp]
    now: datetime
    online: OnlineAnswers | None
