"""A batch on a token that needs 150 ms a signature, against the token's own rate."""

import os
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.counter import Counter
from app.demo.office import Office, make_office
from app.domain.paper import PaperId, PaperState
from app.domain.procedure import Component, Procedure, ProcedureCase
from app.operations.build_paper import attach_file
from app.paths import Profile
from bench.scanned_form import scanned_form
from bench.slow_device import SlowDevice
from signing.device import Certificate, Token

PAPERS, SIGN_MS, ROUNDS = 60, 150, 2
_PROCEDURE = Procedure(
    code="1.000001",
    name="Thủ tục",
    field="Hộ tịch",
    cases=(ProcedureCase("TT", "Thông thường", 1),),
    components=(Component("TP01", "Tờ khai"),),
)


def slow_token(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds a file of whole batches (sign, read back, keep, mark), and of C_Sign alone."""
    from signing.pkcs11_device import Pkcs11Device

    place = folder / "slow-token"
    place.mkdir()
    office = make_office(folder / "office", services_port=9)
    os.environ.update(office.environment())
    profile = Profile(place / "profile")
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        shutil.copy(authority, profile.trust)
    ours: list[float] = []
    theirs: list[float] = []
    with Counter(profile) as counter:
        lane = counter.token_lane
        counter.device = SlowDevice(
            Pkcs11Device([office.module], require_here=lane.require_here), SIGN_MS / 1000
        )
        source = scanned_form(place, 2)
        _batch(counter, office, _papers(counter, source, 1))  # the reading process has started
        for _ in range(ROUNDS):
            ours.append(_batch(counter, office, _papers(counter, source, PAPERS)))
            theirs.append(counter.token_lane.submit(_token_alone, counter, office).result())
    return ours, theirs


def _papers(counter: Counter, source: Path, number: int) -> list[PaperId]:
    with counter.store.write() as work:
        work.catalogue.replace([_PROCEDURE])
        dossier = work.dossiers.open_draft(
            procedure=_PROCEDURE, case_code="TT", counter="0A1B", now=counter.now()
        )
    return [
        attach_file(
            store=counter.store, vault=counter.vault, folders=counter.page_folders,
            path=source, dossier_id=dossier.id, component_id=dossier.components[0].id,
            title=f"Tờ {each}", now=counter.now(),
        ).id
        for each in range(number)
    ]  # fmt: skip


def _batch(counter: Counter, office: Office, papers: list[PaperId]) -> float:
    from app.operations.sign_files import Signer
    from app.operations.sign_papers import sign_papers
    from signing.profiles import DIGITISING

    kit = replace(counter.signing_kit(), check_revocation=False, timestamper=None)

    def sign() -> float:
        token, certificate = _key(counter, office)
        start = time.perf_counter()
        outcomes = sign_papers(
            store=counter.store, vault=counter.vault, kit=kit,
            signer=Signer(token, certificate, office.pin, ""), papers=papers, profile=DIGITISING,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        signed = [each.paper for each in outcomes if each.paper]
        assert [paper.state for paper in signed] == [PaperState.SIGNED] * len(papers), outcomes
        return seconds / len(papers)

    return counter.token_lane.submit(sign).result()


def _token_alone(counter: Counter, office: Office) -> float:
    token, certificate = _key(counter, office)
    with counter.device.open(token, certificate, office.pin) as session:
        session.sign(b"warm", "sha256")
        start = time.perf_counter()
        for _ in range(PAPERS):
            session.sign(b"x" * 300, "sha256")
        return (time.perf_counter() - start) / PAPERS


def _key(counter: Counter, office: Office) -> tuple[Token, Certificate]:
    from signing.certificates import choose_certificate
    from signing.tokens import choose_token

    token = choose_token(counter.device.tokens(), label=office.person("officer").label)
    found = counter.device.certificates(token)
    return token, choose_certificate(found, now=datetime.now(UTC), identity_number="")
