"""Whether the certificates of a path that is already trusted were revoked."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import CertificateRegistry
from pyhanko_certvalidator.validate import async_validate_path

from signing.trust import Algorithms, Revocation, TrustStore
from signing.verification.online_answers import OnlineAnswers
from signing.verification.validation_data import ValidationData


class Status(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Source(StrEnum):
    FILE = "file"
    NETWORK = "network"


@dataclass(frozen=True)
class Outcome:
    status: Status
    source: Source = Source.FILE
    since: datetime | None = None
    """When it was revoked."""


async def revocation_at(
    moment: datetime,
    path: ValidationPath,
    *,
    now: datetime,
    trust: TrustStore,
    data: ValidationData,
    online: OnlineAnswers | None,
) -> Outcome:
    """What is known of the certificates of ``path`` for ``moment``.

    Answers given later than ``moment`` count: a certificate that is good today was good then.
    The services named in the certificates are asked only if the file does not say enough; as the
    path is trusted already, no stranger's document can make us call an address of his.
    """
    certificates = list(path.iter_certs(include_root=False))
    if not certificates:
        return Outcome(Status.GOOD)
    expiry = min(each.not_valid_after for each in certificates)
    outcome = await _ask(moment, path, trust, data.issued_until(expiry), None)
    fetch = online.fetchers() if online else None
    if outcome.status is not Status.UNKNOWN or online is None or fetch is None or expiry < now:
        return outcome
    try:
        async with asyncio.timeout(online.patience):
            found = await _ask(moment, path, trust, data, fetch)
            if found.status is Status.UNKNOWN and moment < now:
                # OCSP says only "revoked" of a certificate that was still good at the moment.
                later = await _ask(now, path, trust, data, fetch)
                if later.since is not None and later.since > moment:
                    found = Outcome(Status.GOOD, since=later.since)
    except TimeoutError:
        online.give_up()
        return outcome
    return Outcome(found.status, Source.NETWORK, found.since)


async def _ask(
    moment: datetime,
    path: ValidationPath,
    trust: TrustStore,
    data: ValidationData,
    fetch: Fetchers | None,
) -> Outcome:
    if fetch is None and not data.crls and not data.ocsps:
        return Outcome(Status.UNKNOWN)
    known = [*trust.intermediates, *data.certificates, *path.iter_certs(include_root=False)]
    context = ValidationContext(
        trust_roots=list(trust.anchors),
        certificate_registry=CertificateRegistry.build(known),
        moment=moment,
        allow_fetching=fetch is not None,
        fetchers=fetch,
        crls=data.crls,
        ocsps=data.ocsps,
        revocation_mode=Revocation.REQUIRED.value,
        retroactive_revinfo=True,
        algorithm_usage_policy=Algorithms(),  # type: ignore[no-untyped-call]
    )
    try:
        await async_validate_path(context, path)
    except RevokedError as error:
        if error.is_side_validation:  # the service's own certificate
            return Outcome(Status.UNKNOWN)
        return Outcome(Status.REVOKED, since=error.revocation_dt)
    except (ValidationError, PathError):
        return Outcome(Status.UNKNOWN)
    return Outcome(Status.GOOD)
