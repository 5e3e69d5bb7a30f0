"""Each level reached and read back, without a token; what keeps a file from one is said."""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import tsp
from pyhanko.pdf_utils.generic import DictionaryObject, TextStringObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
)
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.demo.office import Office
from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.level_services import LevelServices
from signing.levels import Archive, RaisedPdf
from signing.placement import Placement
from signing.trust import TrustStore
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Kind, Level, VerificationReport
from signing.verification.verdict import verify_pdf
from tests.signing.conftest import OpenSession
from tests.signing.level_files import Answer, listening, passing_on, raise_into, services_at, sign
from tests.verification.signed_files import sign as sign_with_software
from tests.verification.throwaway_pki import ThrowawayPki

MakePdf = Callable[..., Path]
_DAY_AGO = datetime.now(UTC) - timedelta(days=1)
_PADES = SigSeedSubFilter.PADES
LATER = datetime.now(UTC) + timedelta(days=400)
"""When every answer in the files is long out of date."""


@pytest.fixture
def signed(make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession) -> Path:
    """A digitising signature made offline: B-B."""
    with open_session("officer") as session:
        return sign(make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf", session)


@pytest.fixture
def online(services: Office, trust: TrustStore) -> LevelServices:
    return services_at(services.tsa_url, trust)


def raised(source: Path, services: LevelServices, level: Level, **how: Archive) -> RaisedPdf:
    target = source.with_name(f"{source.stem}-{level.value}.pdf")
    return raise_into(target, source, level, services, **how)


def levels(report: VerificationReport) -> list[Level]:
    return [each.level for each in report.signatures if each.kind is Kind.SIGNATURE]


def require_valid(path: Path, trust: TrustStore) -> None:
    """For this program, for pyHanko's difference analysis and for poppler."""
    assert verify_pdf(path, trust=trust).verdict is Verdict.VALID
    with path.open("rb") as stream:
        reader = PdfFileReader(stream)
        for signature in reader.embedded_regular_signatures:
            context = trust.validation_context()
            assert validate_pdf_signature(signature, context).bottom_line
    said = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True, text=True)
    regular = said.stdout.count("ETSI.CAdES.detached")
    assert regular > 0
    assert said.stdout.count("Signature is Valid") == regular


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
def test_each_level_is_reached_and_read_back_years_later(
    signed: Path, online: LevelServices, trust: TrustStore, level: Level
) -> None:
    before = signed.read_bytes()
    done = raised(signed, online, level)
    assert (done.before, done.reached, done.shortfall) == (Level.B_B, level, None)
    target = signed.with_name(f"signed-{level.value}.pdf")
    assert target.read_bytes().startswith(before)
    require_valid(target, trust)
    for now in (None, LATER):
        report = verify_pdf(target, trust=trust, now=now)
        assert (report.verdict, levels(report)) == (Verdict.VALID, [level])
    unknown = Reason.REVOCATION_UNKNOWN in report.every_reason
    assert unknown == (level is Level.B_T)


def test_signature_with_its_own_stamp_needs_no_other(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, online: LevelServices
) -> None:
    with open_session("officer") as session:
        source = sign(
            make_pdf(tmp_path / "scan.pdf"),
            tmp_path / "t.pdf",
            session,
            timestamper=online.timestamper,
        )
    assert not raised(source, online, Level.B_T).written
    done = raised(source, online, Level.B_LTA)
    assert (done.before, done.reached) == (Level.B_T, Level.B_LTA)
    report = verify_pdf(source.with_name("t-B-LTA.pdf"), trust=online.trust, now=LATER)
    assert [each.kind for each in report.signatures] == [Kind.SIGNATURE, Kind.TIMESTAMP]


def test_file_that_is_there_already_is_left_alone(signed: Path, online: LevelServices) -> None:
    raised(signed, online, Level.B_LTA)
    done = raised(signed.with_name("signed-B-LTA.pdf"), online, Level.B_LTA)
    assert (done.written, done.reached) == (False, Level.B_LTA)
    assert not signed.with_name("signed-B-LTA-B-LTA.pdf").exists()


def test_store_holds_data_for_every_signature_and_stamp(
    signed: Path, online: LevelServices
) -> None:
    raised(signed, online, Level.B_LT)
    with signed.with_name("signed-B-LT.pdf").open("rb") as stream:
        reader = PdfFileReader(stream)
        store = DocumentSecurityStore.read_dss(reader)
        expected = {
            DocumentSecurityStore.sig_content_identifier(each.pkcs7_content)
            for each in reader.embedded_signatures
        }
        assert set(store.vri_entries) == expected
        names = {each.subject.native["common_name"] for each in store.load_certs()}
    assert len(expected) == 2
    # Signer, CA, root, time-stamp authority, OCSP responder.
    assert len(names) == 5
    assert (len(store.ocsps), len(store.crls)) == (2, 1)


def test_renewing_adds_the_data_of_the_last_stamp_and_a_new_one(
    signed: Path, online: LevelServices, trust: TrustStore
) -> None:
    raised(signed, online, Level.B_LTA)
    first = signed.with_name("signed-B-LTA.pdf")
    again = services_at(online.timestamper._url, trust)
    done = raised(first, again, Level.B_LTA, archive=Archive.RENEW)
    assert (done.written, done.reached, done.shortfall) == (True, Level.B_LTA, None)
    second = first.with_name("signed-B-LTA-B-LTA.pdf")
    require_valid(second, trust)
    report = verify_pdf(second, trust=trust, now=LATER)
    assert [each.kind for each in report.signatures] == [Kind.SIGNATURE, *3 * [Kind.TIMESTAMP]]
    with second.open("rb") as stream:
        store = DocumentSecurityStore.read_dss(PdfFileReader(stream))
        assert len(store.vri_entries) == 3
    # Only the last one has nobody to vouch for it yet.
    unknown = [Reason.TIMESTAMP_REVOCATION_UNKNOWN in each.reasons for each in report.signatures]
    assert unknown == [False, False, False, True]


class TestManySignatures:
    """Digitised, signed again, and closed by a signature that locks everything (P=1)."""

    @pytest.fixture
    def closed(
        self, signed: Path, tmp_path: Path, open_session: OpenSession, pki: ThrowawayPki
    ) -> Path:
        second, third = tmp_path / "second.pdf", tmp_path / "third.pdf"
        with open_session("rsa_3072") as session:
            place = Placement(1, Rect(300, 400, 480, 440))
            sign(signed, second, session, placement=place)
        lock = FieldMDPSpec(FieldMDPAction.ALL)
        signer = PdfSigner(
            PdfSignatureMetadata(field_name="Office", subfilter=_PADES, md_algorithm="sha256"),
            signer=pki.signer("UBND xã", start=_DAY_AGO, end=LATER),
            new_field_spec=SigFieldSpec(
                "Office", box=(300, 100, 400, 150), field_mdp_spec=lock,
                doc_mdp_update_value=MDPPerm.NO_CHANGES,
            ),
        )  # fmt: skip
        with second.open("rb") as source, third.open("wb+") as output:
            signer.sign_pdf(IncrementalPdfFileWriter(source), output=output)
        return third

    @pytest.fixture
    def pki(self, crl_port: int) -> ThrowawayPki:
        return ThrowawayPki(port=crl_port)

    @pytest.fixture
    def crl_port(self, free_port: Callable[[], int]) -> int:
        return free_port()

    @pytest.fixture
    def both(self, trust: TrustStore, pki: ThrowawayPki) -> TrustStore:
        other = pki.trust()
        return TrustStore(
            (*trust.anchors, *other.anchors), (*trust.intermediates, *other.intermediates)
        )

    @pytest.fixture
    def lists(self, pki: ThrowawayPki, crl_port: int) -> Iterator[None]:
        """Revocation lists of the other authority."""

        def answer(path: str, _: bytes | None) -> tuple[int, str, bytes]:
            issuer, now = pki.root if path == "/root.crl" else pki.ca, datetime.now(UTC)
            return 200, "application/pkix-crl", pki.revocation_list(issuer=issuer, at=now).dump()

        with listening(crl_port, answer):
            yield

    def test_raised_after_a_signature_that_locks_all(
        self, closed: Path, services: Office, both: TrustStore, lists: None
    ) -> None:
        require_valid(closed, both)
        path = closed
        for level in (Level.B_T, Level.B_LT, Level.B_LTA):
            done = raised(path, services_at(services.tsa_url, both), level)
            assert (done.reached, done.shortfall) == (level, None)
            path = path.with_name(f"{path.stem}-{level.value}.pdf")
            require_valid(path, both)
            report = verify_pdf(path, trust=both, now=LATER - timedelta(days=1))
            assert (report.verdict, levels(report)) == (Verdict.VALID, 3 * [level])

    def test_one_of_them_without_answers_keeps_the_file_at_b_t(
        self, closed: Path, services: Office, both: TrustStore
    ) -> None:
        done = raised(closed, services_at(services.tsa_url, both), Level.B_LTA)
        assert (done.reached, done.shortfall.code) == (Level.B_T, Code.REVOCATION_UNKNOWN)
        assert done.shortfall.facts["name"] == "UBND xã"
        report = verify_pdf(closed.with_name("third-B-LTA.pdf"), trust=both)
        assert (report.verdict, levels(report)) == (Verdict.VALID, 3 * [Level.B_T])

    def test_an_older_archive_does_not_lend_its_level_to_a_newer_signature(
        self, signed: Path, online: LevelServices, open_session: OpenSession, trust: TrustStore
    ) -> None:
        raised(signed, online, Level.B_LTA)
        first, second = signed.with_name("signed-B-LTA.pdf"), signed.with_name("second.pdf")
        with open_session("rsa_3072") as session:
            sign(first, second, session, placement=Placement(1, Rect(300, 400, 480, 440)))
        for level in (Level.B_T, Level.B_LT, Level.B_LTA):
            raised(second, online, level)
            report = verify_pdf(second.with_name(f"second-{level.value}.pdf"), trust=trust)
            assert levels(report) == [Level.B_LTA, level]


class TestServicesFail:
    def test_no_service_is_set(self, signed: Path, trust: TrustStore) -> None:
        done = raised(signed, services_at(None, trust), Level.B_T)
        assert (done.written, done.reached) == (False, Level.B_B)
        assert done.shortfall.code is Code.TIMESTAMP_NOT_SET

    def test_time_stamp_service_is_down(
        self, signed: Path, trust: TrustStore, free_port: Callable[[], int]
    ) -> None:
        done = raised(signed, services_at(f"http://127.0.0.1:{free_port()}/", trust), Level.B_LTA)
        assert (done.written, done.shortfall.code) == (False, Code.TIMESTAMP_UNREACHABLE)
        assert list(signed.parent.glob(".part-*")) == []

    @pytest.mark.parametrize("content", [b"", b"<html>Portal</html>", bytes(5000)])
    def test_time_stamp_service_gives_garbage(
        self, signed: Path, trust: TrustStore, content: bytes
    ) -> None:
        with listening(0, lambda *_: (200, "text/html", content)) as url:
            done = raised(signed, services_at(url, trust), Level.B_T)
        assert (done.written, done.shortfall.code) == (False, Code.TIMESTAMP_INVALID)

    def test_service_that_fails_after_the_first_token_leaves_no_half_stamp(
        self, signed: Path, services: Office, trust: TrustStore
    ) -> None:
        """It gives the token that the room is measured by, and dies."""
        base, asked = _base(services), []

        def answer(path: str, body: bytes | None) -> tuple[int, str, bytes]:
            asked.append(path)
            return passing_on(base)(path, body) if len(asked) == 1 else (503, "", b"")

        with listening(0, answer) as url:
            done = raised(signed, services_at(url + _tsa_path(services), trust), Level.B_T)
        assert (done.written, done.reached) == (False, Level.B_B)
        assert done.shortfall.code is Code.TIMESTAMP_UNREACHABLE
        assert len(asked) == 2

    def test_service_that_comes_to_send_more_certificates(
        self, make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, trust: TrustStore
    ) -> None:
        """Its token outgrows the signature, which stays at B-B and is stamped from outside."""
        pki, asked = ThrowawayPki(), []
        both = replace(trust, anchors=(*trust.anchors, pki.root.asn1))
        short, long = pki.time_stamper(None), pki.time_stamper(None)
        more = [pki.signer(f"Chứng thư {n}").signing_cert for n in range(4)]
        long.certs_to_embed = SimpleCertificateStore.from_certs([pki.ca.asn1, *more])

        def answer(_: str, body: bytes | None) -> tuple[int, str, bytes]:
            asked.append(body)
            stamper = short if len(asked) == 1 else long
            question = tsp.TimeStampReq.load(body or b"")
            content = asyncio.run(stamper.async_request_tsa_response(question)).dump()
            return 200, "application/timestamp-reply", content

        with listening(0, answer) as url, open_session("officer") as session:
            services = services_at(url, both)
            signed = sign(
                make_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf", session,
                timestamper=services.timestamper,
            )  # fmt: skip
            assert levels(verify_pdf(signed, trust=both)) == [Level.B_B]
            asked.clear()
            fresh = services_at(url, both)  # it has seen short tokens only
            done = raised(signed, fresh, Level.B_T)
        assert (done.reached, done.shortfall, len(asked)) == (Level.B_T, None, 3)
        assert verify_pdf(signed.with_name("b-B-T.pdf"), trust=both).verdict is Verdict.VALID

    def test_certificate_of_the_time_stamp_service_has_expired(
        self, signed: Path, trust: TrustStore
    ) -> None:
        pki = ThrowawayPki()
        stamper = pki.time_stamper(None, end=_DAY_AGO)
        both = replace(trust, anchors=(*trust.anchors, pki.root.asn1))

        def answer(_: str, body: bytes | None) -> tuple[int, str, bytes]:
            question = tsp.TimeStampReq.load(body or b"")
            content = asyncio.run(stamper.async_request_tsa_response(question)).dump()
            return 200, "application/timestamp-reply", content

        with listening(0, answer) as url:
            done = raised(signed, services_at(url, both), Level.B_T)
        assert (done.written, done.shortfall.code) == (False, Code.TIMESTAMP_INVALID)

    @pytest.mark.parametrize(
        "answer",
        [
            lambda *_: (503, "", b""),
            lambda *_: (200, "text/html", b"<html>"),
            lambda *_: (200, "application/pkix-crl", b"\x30\x03\x02\x01"),
        ],
        ids=["down", "portal", "garbage"],
    )
    def test_revocation_services_fail(
        self, make_pdf: MakePdf, tmp_path: Path, services: Office, trust: TrustStore, answer: Answer
    ) -> None:
        with listening(0, answer) as url:
            pki = ThrowawayPki(port=int(url.rsplit(":", 1)[1]))
            both = replace(
                trust,
                anchors=(*trust.anchors, pki.root.asn1),
                intermediates=(*trust.intermediates, pki.ca.asn1),
            )
            signed = tmp_path / "elsewhere.pdf"
            signer = pki.signer(start=_DAY_AGO, end=LATER)
            at = datetime.now(UTC) - timedelta(minutes=1)
            signed.write_bytes(sign_with_software(make_pdf(tmp_path / "a.pdf"), signer, at=at))
            done = raised(signed, services_at(services.tsa_url, both, timeout=1.0), Level.B_LTA)
        assert (done.reached, done.shortfall.code) == (Level.B_T, Code.REVOCATION_UNKNOWN)
        report = verify_pdf(tmp_path / "elsewhere-B-LTA.pdf", trust=both)
        assert levels(report) == [Level.B_T]


class TestRevoked:
    def at_another_office(
        self,
        make_pdf: MakePdf,
        tmp_path: Path,
        services: Office,
        trust: TrustStore,
        *,
        signed_days_ago: int,
        revoked_days_ago: int,
        stamped: bool,
    ) -> tuple[RaisedPdf, VerificationReport]:
        now = datetime.now(UTC).replace(microsecond=0)
        pki_of_list: list[ThrowawayPki] = []

        def answer(path: str, _: bytes | None) -> tuple[int, str, bytes]:
            (pki,) = pki_of_list
            issuer = pki.root if path == "/root.crl" else pki.ca
            since = now - timedelta(days=revoked_days_ago)
            revoked = [(pki.holders["Bị thu hồi"], since)] if issuer is pki.ca else []
            content = pki.revocation_list(
                *revoked, issuer=issuer, at=now - timedelta(minutes=1)
            ).dump()
            return 200, "application/pkix-crl", content

        with listening(0, answer) as url:
            pki = ThrowawayPki(port=int(url.rsplit(":", 1)[1]))
            pki_of_list.append(pki)
            both = replace(
                trust,
                anchors=(*trust.anchors, pki.root.asn1),
                intermediates=(*trust.intermediates, pki.ca.asn1),
            )
            at = now - timedelta(days=signed_days_ago)
            signer = pki.signer("Bị thu hồi", start=now - timedelta(days=100), end=LATER)
            data = sign_with_software(
                make_pdf(tmp_path / "a.pdf"),
                signer,
                at=at,
                time_stamper=pki.time_stamper(at) if stamped else None,
            )
            source = tmp_path / "b.pdf"
            source.write_bytes(data)
            done = raised(source, services_at(services.tsa_url, both), Level.B_LT)
        target = tmp_path / "b-B-LT.pdf"
        return done, verify_pdf(target if done.written else source, trust=both)

    def test_since_it_was_signed_without_a_time(
        self, make_pdf: MakePdf, tmp_path: Path, services: Office, trust: TrustStore
    ) -> None:
        """A time of today would prove that it was made after the revocation."""
        done, _ = self.at_another_office(
            make_pdf, tmp_path, services, trust,
            signed_days_ago=5, revoked_days_ago=3, stamped=False,
        )  # fmt: skip
        assert (done.written, done.reached) == (False, Level.B_B)
        assert done.shortfall.code is Code.CERTIFICATE_REVOKED

    def test_since_a_time_stamp_proved_when_it_was_signed(
        self, make_pdf: MakePdf, tmp_path: Path, services: Office, trust: TrustStore
    ) -> None:
        done, report = self.at_another_office(
            make_pdf, tmp_path, services, trust,
            signed_days_ago=5, revoked_days_ago=3, stamped=True,
        )  # fmt: skip
        assert (done.reached, done.shortfall) == (Level.B_LT, None)
        assert (report.verdict, levels(report)) == (Verdict.VALID, [Level.B_LT])

    def test_certificate_that_expired_since(
        self, make_pdf: MakePdf, tmp_path: Path, services: Office, trust: TrustStore
    ) -> None:
        pki, now = ThrowawayPki(), datetime.now(UTC)
        both = replace(
            trust,
            anchors=(*trust.anchors, pki.root.asn1),
            intermediates=(*trust.intermediates, pki.ca.asn1),
        )
        signer = pki.signer("Hết hạn", start=now - timedelta(days=9), end=now - timedelta(days=1))
        source = tmp_path / "b.pdf"
        source.write_bytes(
            sign_with_software(make_pdf(tmp_path / "a.pdf"), signer, at=now - timedelta(days=2))
        )
        done = raised(source, services_at(services.tsa_url, both), Level.B_T)
        assert (done.written, done.shortfall.code) == (False, Code.CERTIFICATE_EXPIRED)
        assert verify_pdf(source, trust=both).verdict is Verdict.VALID

    def test_certificate_of_nobody_we_know(
        self, make_pdf: MakePdf, tmp_path: Path, online: LevelServices
    ) -> None:
        now = datetime.now(UTC)
        signer = ThrowawayPki().signer(start=_DAY_AGO, end=LATER)
        source = tmp_path / "b.pdf"
        source.write_bytes(
            sign_with_software(make_pdf(tmp_path / "a.pdf"), signer, at=now - timedelta(hours=1))
        )
        done = raised(source, online, Level.B_T)
        assert (done.written, done.shortfall.code) == (False, Code.CERTIFICATE_UNTRUSTED)


@pytest.mark.parametrize(("change", "reason"), [("unsigned", "unsigned"), ("broken", "broken")])
def test_file_that_cannot_be_raised(
    signed: Path, make_pdf: MakePdf, tmp_path: Path, online: LevelServices, change: str, reason: str
) -> None:
    if change == "unsigned":
        source = make_pdf(tmp_path / "plain.pdf")
    else:
        source = tmp_path / "changed.pdf"
        writer = IncrementalPdfFileWriter(BytesIO(signed.read_bytes()))
        writer.root["/OpenAction"] = writer.add_object(_javascript())
        writer.update_root()
        with source.open("wb") as output:
            writer.write(output)
    with pytest.raises(AppError) as refused:
        raised(source, online, Level.B_T)
    assert (refused.value.code, refused.value.facts["reason"]) == (
        Code.SIGNING_FORBIDDEN_BY_FILE,
        reason,
    )


def test_twenty_files_ask_each_question_once(
    signed: Path, services: Office, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the certificates name is behind a proxy that counts, as in an office."""
    asked: list[str] = []
    forward = passing_on(_base(services))

    def count(path: str, body: bytes | None) -> tuple[int, str, bytes]:
        path = path.removeprefix(_base(services))
        asked.append(path.split("/")[2])
        return forward(path, body)

    with listening(0, count) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", proxy.removeprefix("http://"))
        raised(signed, services_at(services.tsa_url, trust), Level.B_T)
        asked.clear()
        batch = services_at(services.tsa_url, trust)
        for number in range(20):
            copy = signed.with_name(f"{number}.pdf")
            copy.write_bytes(signed.with_name("signed-B-T.pdf").read_bytes())
            assert raised(copy, batch, Level.B_LTA).reached is Level.B_LTA
    # One for the signer, one for the time-stamp service; one list for the CA.
    assert asked.count("ocsp") == 2
    assert asked.count("crls") == 1
    # The token that the room is measured by, and one for each file.
    assert asked.count("tsa") == 21


def _base(services: Office) -> str:
    return f"http://127.0.0.1:{services.services_port}"


def _tsa_path(services: Office) -> str:
    return services.tsa_url.removeprefix(_base(services))


def _javascript() -> DictionaryObject:
    return DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): TextStringObject("1")}
    )
