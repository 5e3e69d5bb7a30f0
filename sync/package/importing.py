"""The province's word for a package, compared with what this counter put into it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain

from pydantic import TypeAdapter, ValidationError

from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import AppError, Code
from app.store.store import Store, Work
from sync.carrying import Ending
from sync.contract import Act, ActReceipt, FileReceipt, ReceiveDossier, papers_of
from sync.delivery import Deliverer
from sync.http_errors import plain
from sync.package.outstanding import outstanding
from sync.package.receipt import ActOutcome, PackageReceipt

_ACT: TypeAdapter[Act] = TypeAdapter(Act)
_ONLY_THE_OFFICER = frozenset({"invalid", "conflict", "not_a_pdf", "infected"})
"""Refusals that would be the same over the line; any other is told, and the act waits on."""


class ActFate(StrEnum):
    DELIVERED = "delivered"  # the province has it, with every file's SHA-256
    KNOWN = "known"  # it had come before, e.g. over the line
    MISMATCH = "mismatch"  # the receipt is not of what was exported
    REFUSED = "refused"
    SILENT = "silent"  # in the package, but not in the receipt


@dataclass(frozen=True)
class ActTold:
    dossier: str
    """Shown code."""
    act: str
    """``kind``."""
    fate: ActFate
    reason: str = ""
    """The province's, when it refused."""
    receipt_number: str = ""


def import_receipt(*, store: Store, receipt: PackageReceipt, now: datetime) -> tuple[ActTold, ...]:
    """Write down what ``receipt`` proves, and tell what it does not.

    An act is delivered only when its receipt names this dossier and every file of the act by
    SHA-256 and size. Errors: PACKAGE_RECEIPT_FOREIGN when no act of it was made here.
    """
    with store.read() as work:
        acts = _acts_of(work, receipt)
        if not acts:
            raise AppError(Code.PACKAGE_RECEIPT_FOREIGN)
        outcomes = {each.key: each for each in receipt.acts}
        judged = [(item, *_judge(item, outcomes.get(item.key))) for item in acts.values()]
        proven = [said for _, _, said in judged if said is not None]
        uploads = list(_uploads(work, acts, (*receipt.files, *chain(*(p.files for p in proven)))))
    endings = [
        *uploads,
        *(Ending(item, receipt=said) for item, fate, said in judged
          if fate is ActFate.DELIVERED and said is not None),
        *(Ending(item, error=_refusal(outcomes[item.key])) for item, fate, _ in judged
          if fate is ActFate.REFUSED and outcomes[item.key].refusal in _ONLY_THE_OFFICER
          and item.state is OutboxState.WAITING),
    ]  # fmt: skip
    # Back-off does not matter: what is put in here is final either way.
    Deliverer(store, lambda: now, lambda low, _: low).exchange(endings, 0, ())
    with store.read() as work:
        return tuple(_told(work, item, fate, outcomes.get(item.key)) for item, fate, _ in judged)


def _acts_of(work: Work, receipt: PackageReceipt) -> Mapping[str, OutboxItem]:
    """This counter's acts of the package by key: those it remembers, and those named."""
    keys = {each.key for each in receipt.acts}
    for package in outstanding(work):
        if package.package_id == receipt.package_id:
            keys |= set(package.keys)
    found = (work.outbox.by_key(key) for key in sorted(keys))
    return {item.key: item for item in found if item is not None}


def _judge(item: OutboxItem, outcome: ActOutcome | None) -> tuple[ActFate, ActReceipt | None]:
    said = outcome.receipt if outcome else None
    if said is not None and not _confirms(item, said):
        return ActFate.MISMATCH, None
    if _is_delivered(item):
        # Two dossiers for one act is what must never be, so it is looked for.
        same = said is None or said.dossier_code == item.receipt.get("dossier_code")
        return (ActFate.KNOWN if same else ActFate.MISMATCH), said if same else None
    if said is not None:
        return ActFate.DELIVERED, said
    return (ActFate.REFUSED if outcome and outcome.refusal else ActFate.SILENT), None


def _confirms(item: OutboxItem, receipt: ActReceipt) -> bool:
    """Whether ``receipt`` says that the province has this very act with all its files."""
    try:
        act = _ACT.validate_python(item.payload)
    except ValidationError:
        return False
    if act.dossier_id and receipt.dossier_id != act.dossier_id:
        return False
    if not isinstance(act, ReceiveDossier) and act.dossier_code not in ("", receipt.dossier_code):
        return False
    if not (receipt.dossier_code and receipt.receipt_number):
        return False
    confirmed = {(file.sha256, file.bytes) for file in receipt.files}
    return confirmed >= {(paper.sha256, paper.bytes) for paper in papers_of(act)}


def _uploads(
    work: Work, acts: Mapping[str, OutboxItem], files: Iterable[FileReceipt]
) -> Iterator[Ending]:
    """The queued ones of these dossiers whose file is among ``files``, which the province has."""
    has = {(file.sha256, file.bytes): file for file in files}
    for dossier_id in dict.fromkeys(item.dossier_id for item in acts.values()):
        for item in work.outbox.of_dossier(dossier_id):
            if item.kind is not OutboxKind.UPLOAD or _is_delivered(item):
                continue
            said = has.get((item.payload.get("sha256", ""), item.payload.get("bytes", 0)))
            if said is not None:
                yield Ending(item, receipt=said)


def _is_delivered(item: OutboxItem) -> bool:
    return item.state is OutboxState.DELIVERED


def _refusal(outcome: ActOutcome) -> AppError:
    return AppError(
        Code.PROVINCE_REFUSED, problem=plain(outcome.refusal), reason=plain(outcome.reason)
    )


def _told(work: Work, item: OutboxItem, fate: ActFate, outcome: ActOutcome | None) -> ActTold:
    given = outcome.receipt if outcome and fate in (ActFate.DELIVERED, ActFate.KNOWN) else None
    return ActTold(
        dossier=work.dossiers.get(item.dossier_id).shown_code,
        act=item.act_kind,
        fate=fate,
        reason=plain(outcome.reason) if outcome and fate is ActFate.REFUSED else "",
        receipt_number=given.receipt_number if given else "",
    )
