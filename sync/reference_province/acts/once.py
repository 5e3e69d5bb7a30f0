"""An act is carried out once for its key: what is remembered of it."""

import hashlib
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy.orm import Session

from sync.contract import ActReceipt, Officer
from sync.reference_province.database import Act
from sync.reference_province.problems import ProblemCode, Refused


@dataclass(frozen=True)
class Key:
    """An ``Idempotency-Key`` of a unit and the content it belongs to."""

    unit_code: str
    text: str
    fingerprint: str
    """SHA-256 of the act's content."""


def key_of(officer: Officer, text: str, act: BaseModel) -> Key:
    # Fields that a counter of another version leaves out do not make another content.
    content = act.model_dump_json(exclude_defaults=True).encode()
    return Key(officer.unit_code, text, hashlib.sha256(content).hexdigest())


def earlier_receipt(session: Session, key: Key) -> ActReceipt | None:
    """The receipt given before for this key. Raises ``conflict`` for another content."""
    done = session.get(Act, (key.unit_code, key.text))
    if done is None:
        return None
    if done.fingerprint != key.fingerprint:
        raise Refused(ProblemCode.CONFLICT)
    return ActReceipt.model_validate(done.receipt)


def remember(session: Session, key: Key, kind: str, officer: Officer, receipt: ActReceipt) -> None:
    session.add(
        Act(
            unit_code=key.unit_code,
            key=key.text,
            kind=kind,
            fingerprint=key.fingerprint,
            account=officer.account,
            dossier_code=receipt.dossier_code,
            receipt=receipt.model_dump(mode="json"),
        )
    )
