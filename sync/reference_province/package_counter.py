"""Packages that officers bring by hand: carried out as if they had come over the line."""

from collections.abc import Iterator
from contextlib import contextmanager

from sync.contract import ActReceipt, FileReceipt, Officer, ReceiveDossier, papers_of
from sync.package.manifest import KeyedAct, PackedDossier, PackedFile
from sync.package.reading import Package
from sync.package.receipt import RECEIPT_FORMAT, ActOutcome, PackageReceipt
from sync.reference_province.access import officer_named
from sync.reference_province.acts.endpoint import about, perform
from sync.reference_province.app import create_province
from sync.reference_province.parts import Parts
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.refusals import Attempt
from sync.reference_province.settings import Clock, ProvinceServerSettings, vietnam_now
from sync.reference_province.tus import Metadata
from sync.reference_province.upload_rows import begin_upload, confirm, offset_of

_PIECE_BYTES = 262_144


def take_package(
    settings: ProvinceServerSettings, package: Package, *, clock: Clock = vietnam_now
) -> PackageReceipt:
    """Carry out the acts of ``package``, each with its key, and give the province's word for it.

    By the very way of ``POST /v1/uploads`` and ``/v1/acts``: what came over the line before, or
    comes later, is the same dossier. Within a dossier nothing is tried after a refusal.
    """
    manifest = package.manifest
    with _opened(settings, clock) as parts:
        officer = officer_named(parts, manifest.officer_account)
        if officer is not None and officer.unit_code != manifest.unit.code:
            officer = None
        files, faults = _take_files(parts, officer, package)
        acts = [
            outcome
            for dossier in manifest.dossiers
            for outcome in _carry_out(parts, officer, dossier, faults)
        ]
        return PackageReceipt(
            format=RECEIPT_FORMAT,
            version=1,
            package_id=manifest.package_id,
            taken_at=parts.clock(),
            files=tuple(files),
            acts=tuple(acts),
        )


@contextmanager
def _opened(settings: ProvinceServerSettings, clock: Clock) -> Iterator[Parts]:
    """The province's parts without its server."""
    parts: Parts = create_province(settings, clock=clock).state.parts
    parts.files.make()
    try:
        parts.database.make_tables()
        yield parts
        parts.refusals.flush()
    finally:
        parts.writers.close()
        parts.database.close()


def _take_files(
    parts: Parts, officer: Officer | None, package: Package
) -> tuple[list[FileReceipt], dict[str, Refused]]:
    """The receipts, and the refusals by SHA-256."""
    files: list[FileReceipt] = []
    faults: dict[str, Refused] = {}
    if officer is None:
        return files, faults
    for file in package.manifest.files:
        try:
            files.append(_take_file(parts, officer, package, file))
        except Refused as refused:
            faults[file.sha256] = refused
    return files, faults


def _take_file(parts: Parts, officer: Officer, package: Package, file: PackedFile) -> FileReceipt:
    metadata = Metadata(file.sha256, file.title[:300])
    upload = begin_upload(parts, officer, file.bytes, metadata)
    with parts.writers.only(upload.id):
        has = offset_of(parts, upload)
        if has < file.bytes:
            sink = parts.files.open_part(upload.id)
            try:
                with package.open(file.sha256) as content:
                    content.seek(has)
                    while piece := content.read(_PIECE_BYTES):
                        sink.write(piece)
            finally:
                sink.close()
        return confirm(parts, upload)


def _carry_out(
    parts: Parts, officer: Officer | None, dossier: PackedDossier, faults: dict[str, Refused]
) -> Iterator[ActOutcome]:
    for each in dossier.acts:
        try:
            for paper in papers_of(each.act):
                if paper.sha256 in faults:
                    raise faults[paper.sha256]
            yield ActOutcome(key=each.key, receipt=_perform(parts, officer, each))
        except Refused as refused:
            problem = refused.problem
            _note(parts, officer, each, problem.code)
            yield ActOutcome(key=each.key, refusal=problem.code, reason=problem.title)
            return


def _note(parts: Parts, officer: Officer | None, each: KeyedAct, code: str) -> None:
    told = about(each.act)
    parts.refusals.note(
        Attempt(
            refused=code,
            account=officer.account if officer else "",
            unit_code=officer.unit_code if officer else "",
            request="take-package",
            act=told.act,
            dossier_code=told.dossier_code if officer else "",
            files=told.files if officer else (),
        )
    )


def _perform(parts: Parts, officer: Officer | None, each: KeyedAct) -> ActReceipt:
    """As the officer of the unit whom the act names, else the one who made the package."""
    named = "" if isinstance(each.act, ReceiveDossier) else each.act.account
    actor = officer_named(parts, named) if named else officer
    if officer is None or actor is None or actor.unit_code != officer.unit_code:
        raise Refused(ProblemCode.FORBIDDEN)
    return perform(parts, actor, each.act, each.key)
