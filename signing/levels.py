"""Raising signed PDFs to higher levels (EN 319 142-1) by appended revisions, without any token."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import BinaryIO

from app.domain.clock import CLOCK_TOLERANCE, clock_facts
from app.errors import AppError, Code
from signing.level_measure import Measured, measure
from signing.level_services import LevelServices
from signing.level_steps import add_evidence, add_stamp, require_worth_stamping
from signing.verification.reasons import GREEN, worst
from signing.verification.report import Level


class Archive(StrEnum):
    """What to do with a file that has an archive time stamp already."""

    KEEP = "keep"
    PROLONG = "prolong"  # as RENEW, if the new time stamp lasts longer than the last one
    RENEW = "renew"  # add the data of the last time stamp and a new one, before its algorithms age


@dataclass(frozen=True)
class RaisedPdf:
    before: Level
    """The level that all signatures had, read from the file."""
    reached: Level
    """The level that all signatures have now, read back from what was written."""
    written: bool
    """Whether anything was appended; otherwise the file is as good as can be had."""
    shortfall: AppError | None
    """Why it is not the level that was wanted, or not prolonged."""
    archived_until: datetime | None
    """When the certificate of its last time stamp ends; None below B-LTA."""


def raise_level(
    work: BinaryIO,
    *,
    level: Level,
    services: LevelServices,
    archive: Archive = Archive.KEEP,
) -> RaisedPdf:
    """Raise the PDF in ``work`` to ``level``, or as near to it as can be had, where it is.

    B-T by a document time stamp where a signature has none of its own, B-LT by a document security
    store, B-LTA by a document time stamp over that. Revisions are only appended, and every
    signature of the result is checked. ``work`` can be read, written and cut; after an error what
    is in it is worth nothing.

    Errors: those of :func:`signing.level_measure.measure`, SIGNATURE_NOT_CONFIRMED, CLOCK_WRONG
    with ``slow_by`` (seconds) when a time stamp lies in the future.
    What keeps the file from a level is no error but the ``shortfall``: TIMESTAMP_NOT_SET,
    TIMESTAMP_UNREACHABLE, TIMESTAMP_INVALID, REVOCATION_UNKNOWN, REVOCATION_TOO_OLD with ``again``,
    CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_UNTRUSTED,
    LEVEL_NOT_REACHED; when prolonging TIMESTAMP_NOT_NEWER with ``until``, ARCHIVE_LAPSED with
    ``since``.
    """
    return asyncio.run(_Climb(work, level, services, archive).run())


class _Climb:
    """One file on its way up; each step is taken back as a whole when it fails."""

    def __init__(
        self, work: BinaryIO, wanted: Level, services: LevelServices, archive: Archive
    ) -> None:
        self._work, self._wanted, self._services = work, wanted, services
        self._renew, self._prolong = archive is not Archive.KEEP, archive is Archive.PROLONG
        self._steps = 0

    async def run(self) -> RaisedPdf:
        start = await self._measure()
        shortfall: AppError | None = None
        try:
            await self._require_longer(start)
            proven = await self._prove_time(start)
            await self._keep_evidence(proven)
            await self._archive(proven)
        except AppError as error:
            if error.code not in _SHORTFALLS:
                raise
            shortfall = error
        end = await self._measure()
        self._confirm(start, end)
        if shortfall is None and not end.lowest.reaches(self._wanted):
            shortfall = AppError(Code.LEVEL_NOT_REACHED, level=end.lowest.value)
        written = self._steps > 0
        return RaisedPdf(start.lowest, end.lowest, written, shortfall, end.archived_until)

    async def _require_longer(self, now: Measured) -> None:
        """Raise unless a new archive time stamp can still, and would, outlast the last one."""
        until = now.archived_until
        if not self._prolong or until is None:
            return
        if until <= self._services.now():
            # Nothing shows any more that the last stamp was good when the new one was made.
            raise AppError(Code.ARCHIVE_LAPSED, since=until.isoformat())
        if self._services.timestamper is None:
            raise AppError(Code.TIMESTAMP_NOT_SET)
        if await self._services.timestamper.async_certified_until() <= until:
            raise AppError(Code.TIMESTAMP_NOT_NEWER, until=until.isoformat())

    async def _prove_time(self, now: Measured) -> Measured:
        bare = [each for each in now.signatures if each.standing.proven_at is None]
        if not bare or not self._wanted.reaches(Level.B_T):
            return now
        await require_worth_stamping(bare, data=now.data, services=self._services)
        await self._step(add_stamp(self._work, services=self._services))
        return await self._measure()

    async def _keep_evidence(self, now: Measured) -> None:
        if not self._wanted.reaches(Level.B_LT):
            return
        if now.lowest.reaches(Level.B_LT) and not self._renew:
            return
        lacking = [each for each in now.rungs if not each.standing.lasting]
        if self._renew and now.rungs[-1] not in lacking:
            # Answers of today show its authority good until today, not just when it stamped.
            lacking.append(now.rungs[-1])
        if lacking:
            step = add_evidence(self._work, lacking, data=now.data, services=self._services)
            await self._step(step)

    async def _archive(self, now: Measured) -> None:
        if not self._wanted.reaches(Level.B_LTA):
            return
        if now.lowest.reaches(Level.B_LTA) and not self._renew:
            return
        await self._step(add_stamp(self._work, services=self._services))

    async def _step(self, step: Awaitable[None]) -> None:
        size = self._work.seek(0, 2)
        try:
            await step
        except BaseException:
            self._work.truncate(size)
            raise
        self._steps += 1

    async def _measure(self) -> Measured:
        now = self._services.now()
        found = await measure(self._work, trust=self._services.trust, now=now)
        stamped = [each.standing.proven_at for each in found.rungs if each.standing.proven_at]
        slow_by = max(stamped, default=now) - now
        if slow_by > CLOCK_TOLERANCE:
            raise AppError(Code.CLOCK_WRONG, **clock_facts(slow_by))
        return found

    def _confirm(self, start: Measured, now: Measured) -> None:
        """Raise unless each signature stands at least where it stood, and each stamp is good."""
        for before, after in zip_longest(start.rungs, now.rungs):
            good = after is not None and worst(after.standing.reasons) in GREEN
            if before is not None and after is not None:
                good = good or worst(before.standing.reasons) not in GREEN
                good &= after.level.reaches(before.level)
                good &= after.signature.name == before.signature.name
            if not good:
                raise AppError(Code.SIGNATURE_NOT_CONFIRMED, reasons="raising")


_SHORTFALLS = frozenset(
    {
        Code.TIMESTAMP_NOT_SET,
        Code.TIMESTAMP_NOT_NEWER,
        Code.ARCHIVE_LAPSED,
        Code.TIMESTAMP_UNREACHABLE,
        Code.TIMESTAMP_INVALID,
        Code.REVOCATION_UNKNOWN,
        Code.REVOCATION_TOO_OLD,
        Code.CERTIFICATE_REVOKED,
        Code.CERTIFICATE_EXPIRED,
        Code.CERTIFICATE_NOT_YET_VALID,
        Code.CERTIFICATE_UNTRUSTED,
    }
)
