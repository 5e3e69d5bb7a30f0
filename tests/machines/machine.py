"""A machine of an office: a sealed profile of its own, a token, and a line that can break."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from app.counter import Counter
from app.demo.office import Office
from app.domain.dossier import Applicant, Dossier, DossierId
from app.domain.officer import Officer, Role
from app.domain.paper import PaperId, Rect
from app.domain.submission import OutboxItem
from app.operations.queue_act import queue_act
from app.operations.receive_dossier import open_draft, receive_dossier, write_applicant
from app.operations.sign_files import Signer, sign_file, signing_session
from app.operations.sign_papers import sign_papers
from app.paths import Profile
from app.pdf_content import PdfInMemory
from app.settings import ProvinceSettings, Settings, TokenSettings, TrustSettings, save_settings
from signing.certificates import choose_certificate
from signing.placement import Placement
from signing.profiles import DIGITISING, Show, SignatureProfile
from signing.stamp_drawing import StampDetails
from signing.tokens import choose_token
from sync.contract import PaperSent, SignatureSent
from sync.password_sign_in import sign_in_with_password
from tests.reference_province.province_line import PASSWORD
from tests.reference_province.provinces import Province
from tests.sync.fault_proxy import Asked, Fault, FaultProxy

PROCEDURE = "1.000894"
T = TypeVar("T")
DETAILS = StampDetails(organisation="UBND xã Mỹ Hòa Hưng", show=Show.TEXT)


class Machine:
    def __init__(
        self, folder: Path, office: Office, province: Province, *, account: str, person: str
    ) -> None:
        """Signed in once as ``account``, with the token of ``person`` in it."""
        self.account, self._office, self._province = account, office, province
        self._label = office.person(person).label
        self.proxy = FaultProxy(upstream_port=urlsplit(province.base).port or 0)
        self.profile = Profile(folder)
        self.profile.make()
        for authority in (office.root_der, office.intermediate_der):
            shutil.copy(authority, self.profile.trust)
        save_settings(
            self.profile.settings_file,
            Settings(
                token=TokenSettings((str(office.module),), self._label),
                trust=TrustSettings(check_revocation=False),
                province=ProvinceSettings(self.proxy.url, account),
            ),
        )
        self.open()
        self._sign_in()
        assert self.deliver()

    # The machine

    def open(self) -> None:
        self.counter = Counter(self.profile, now=self._province.clock)

    def close(self) -> None:
        self.counter.close()
        self.proxy.close()

    def cut_line(self) -> None:
        self.proxy.plan = lambda _: Fault.DROP

    def mend_line(self) -> None:
        self.proxy.plan = lambda _: Fault.NONE

    def deliver(self, seconds: float = 60) -> bool:
        """Send what waits and bring what is new; whether nothing waits any more."""
        daemon = self.counter.make_daemon()
        sent = daemon.drain(seconds)
        daemon.stop(10)
        return sent

    def deliver_until_killed(self, *, upload: int) -> None:
        """As a process of its own, killed while its ``upload``-th file is on the line."""
        self.counter.close()
        begun: list[Asked] = []

        def plan(asked: Asked) -> Fault:
            if "/uploads" in asked.path and asked.body_bytes:
                begun.append(asked)
            if len(begun) < upload:
                return Fault.NONE
            child.kill()
            return Fault.CUT_REQUEST

        self.proxy.plan = plan
        command = [sys.executable, "-m", "tests.machines.deliver", str(self.profile.root)]
        with subprocess.Popen(command, env=os.environ.copy()) as child:
            assert child.wait(120) == -9
        self.mend_line()
        self.open()

    # The officer

    def receive(self, pdfs: Sequence[bytes], applicant: Applicant) -> Dossier:
        """A dossier with a signed paper of each required component, in the queue."""
        store, now = self.counter.store, self.counter.now
        draft = open_draft(store=store, procedure_code=PROCEDURE, case_code="", now=now())
        write_applicant(store=store, dossier_id=draft.id, applicant=applicant)
        required = [line for line in draft.components if line.required]
        with store.write() as work:
            papers = [
                work.papers.add(
                    dossier_id=draft.id, component_id=line.id, batch_id=None, title=line.name,
                    pages=1, dpi=100, sha256=kept.sha256, size=kept.size, now=now(),
                ).id
                for line, pdf in zip(required, pdfs, strict=True)
                for kept in [self.counter.vault.add(pdf)]
            ]  # fmt: skip
        self._on_token(lambda: self._sign_papers(papers))
        return receive_dossier(
            store=store, dossier_id=draft.id, calendar=self.counter.calendar, now=now()
        )

    def sign(
        self, content: bytes, profile: SignatureProfile, place: tuple[float, float], **changed: Any
    ) -> PaperSent:
        """``content`` signed at ``place`` (left, bottom) of its first page, as an act tells it."""
        left, bottom = place
        rect = Rect(left, bottom, left + profile.width, bottom + profile.height)

        def work() -> PaperSent:
            # The process that reads signatures back has the real clock, whatever day it is here.
            kit = replace(self.counter.signing_kit(), now=lambda: datetime.now(UTC))
            signer = self._signer()
            with signing_session(kit, signer) as session:
                signed = sign_file(
                    kit=kit, session=session, source=PdfInMemory("kết quả.pdf", content),
                    profile=profile, placement=Placement(1, rect), details=DETAILS,
                )  # fmt: skip
            kept = self.counter.vault.add(signed.pdf.content)
            facts = signed.facts
            return PaperSent(
                paper_id=os.urandom(16).hex(),
                component_code="",
                title="Giấy chứng nhận kết hôn",
                sha256=kept.sha256,
                bytes=kept.size,
                pages=1,
                signature=SignatureSent(
                    signer=facts.signer,
                    serial=facts.serial,
                    level=facts.level,  # type: ignore[arg-type]
                    signed_at=facts.signed_at,
                ),
                **changed,
            )

        return self._on_token(work)

    def act(self, code: str, kind: str, **content: Any) -> OutboxItem:
        return queue_act(
            store=self.counter.store, dossier_id=self.dossier(code).id, kind=kind,
            content=content, now=self.counter.now(),
        )  # fmt: skip

    def dossier(self, code: str) -> Dossier:
        with self.counter.store.read() as work:
            found = work.pins.with_code(code)
            assert found is not None, f"{self.account} does not know {code}"
            return work.dossiers.get(found)

    def known(self, dossier_id: DossierId) -> Dossier:
        with self.counter.store.read() as work:
            return work.dossiers.get(dossier_id)

    def pin(self, code: str) -> None:
        with self.counter.store.write() as work:
            work.pins.set(self.dossier(code).id, pinned=True)

    def item(self, item: OutboxItem) -> OutboxItem:
        with self.counter.store.read() as work:
            return work.outbox.get(item.id)

    def ask(self, path: str, **query: str) -> Any:
        """The province's answer to what this version has no screen for yet."""
        headers = {"Authorization": f"Bearer {self.counter.tokens.access_token()}"}
        answer = requests.get(self.proxy.url + path, params=query, headers=headers, timeout=20)
        if answer.status_code == 401:
            self.counter.tokens.renewed(instead_of=self.counter.tokens.access_token())
            return self.ask(path, **query)
        answer.raise_for_status()
        return answer.json()

    def _sign_in(self) -> None:
        answer = sign_in_with_password(self.proxy.url, account=self.account, password=PASSWORD)
        self.counter.tokens.accept(answer)
        province = self.counter.province()
        told = province.me()
        province.close()
        role = Role(told.role) if told.role in set(Role) else Role.COUNTER
        with self.counter.store.write() as work:
            work.facts.set_officer(
                Officer(
                    account=told.account, full_name=told.full_name, identity_number="",
                    unit_code=told.unit_code, unit_name=told.unit_name,
                    department=told.department, role=role,
                    certificate_serial=told.certificate_serial,
                )
            )  # fmt: skip

    def _sign_papers(self, papers: Sequence[PaperId]) -> None:
        outcomes = sign_papers(
            store=self.counter.store, vault=self.counter.vault, kit=self.counter.signing_kit(),
            signer=self._signer(), papers=papers, profile=DIGITISING,
        )  # fmt: skip
        assert [each.error for each in outcomes] == [None] * len(papers)

    def _signer(self) -> Signer:
        device = self.counter.device
        token = choose_token(device.tokens(), label=self._label)
        certificate = choose_certificate(
            device.certificates(token), now=datetime.now(UTC), identity_number=""
        )
        return Signer(token, certificate, self._office.pin, "")

    def _on_token(self, work: Callable[[], T]) -> T:
        return self.counter.token_lane.submit(work).result()
