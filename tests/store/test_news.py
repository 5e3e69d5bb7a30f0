"""News take what is the province's and nothing else, whatever stands here and whatever they say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dossier import Applicant, Dossier, DossierId, DossierState, ReturnWay
from app.domain.submission import OutboxKind
from app.store.news import DossierNews
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW, OFFICER
from tests.store.test_papers_and_scans import FACTS

FOLDER = TemporaryDirectory()
STORE = Store(Path(FOLDER.name) / "quay.sqlite3", Path(FOLDER.name), KEYS)
VAULT = Vault(Path(FOLDER.name) / "vault", KEYS)

moments = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC)
)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=30)


@st.composite
def applicants(draw: st.DrawFn) -> Applicant:
    return Applicant(
        full_name=draw(words), identity_number="089091000779", phone=draw(words),
        address=draw(words), email=draw(words), organization=draw(words),
    )  # fmt: skip


@st.composite
def news_of(draw: st.DrawFn, dossier_id: str, code: str) -> DossierNews:
    """About the dossier under either name, about another, or with no name at all."""
    return DossierNews(
        dossier_id=draw(st.sampled_from([dossier_id, "", "f" * 32])),
        code=draw(st.sampled_from([code, "", "H01.31.02-261123-0009"])),
        state=draw(st.none() | st.sampled_from(DossierState)),
        procedure_code=draw(words),
        procedure_name=draw(words),
        applicant_name=draw(words),
        handled_by=draw(words),
        received_at=draw(st.none() | moments),
        due_at=draw(st.none() | moments),
        version=draw(st.integers(0, 5)),
    )


def of_province(dossier: Dossier) -> Dossier:
    """``dossier`` without what the province owns."""
    return replace(
        dossier, code="", state=DossierState.DRAFT, procedure_code="", procedure_name="",
        received_at=None, due_at=None, handled_by="", refusal="", version=0,
    )  # fmt: skip


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_nothing_of_the_counter_is_overwritten(data: st.DataObject) -> None:
    dossier_id, code = make_dossier(data)
    with STORE.read() as work:
        before, queued = work.dossiers.get(dossier_id), work.outbox.of_dossier(dossier_id)
        papers = work.papers.of_dossier(dossier_id)
        cursor = work.news.cursor()
    news = tuple(data.draw(st.lists(news_of(dossier_id, code), max_size=6)))
    with STORE.write() as work:
        work.news.apply(news, cursor + 1, NOW)
    with STORE.read() as work:
        after = work.dossiers.get(dossier_id)
        assert of_province(after) == of_province(before)
        assert work.papers.of_dossier(dossier_id) == papers
        assert work.outbox.of_dossier(dossier_id) == queued
        assert after.version >= before.version
        about = [
            each for each in news if each.dossier_id == dossier_id or (code and each.code == code)
        ]
        if not about:
            assert after == before
    (paper,) = papers
    assert VAULT.read(paper.sha256) == b"%PDF-1.7 signed " + dossier_id.encode()


def make_dossier(data: st.DataObject) -> tuple[DossierId, str]:
    """A draft, a queued or a refused dossier, or one that the province has."""
    with STORE.write() as work:
        made = work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW)
        work.dossiers.set_applicant(made.id, data.draw(applicants()))
        work.dossiers.set_terms(
            made.id, return_way=data.draw(st.sampled_from(ReturnWay)), fees=[("Lệ phí", 1, 8000)]
        )
        signed = VAULT.add(b"%PDF-1.7 signed " + made.id.encode())
        paper = work.papers.add(
            dossier_id=made.id, component_id=made.components[0].id, batch_id=None,
            title="Tờ khai", pages=2, dpi=200, sha256="a" * 64, size=10, now=NOW,
        )  # fmt: skip
        work.papers.mark_signed(paper.id, sha256=signed.sha256, size=signed.size, facts=FACTS)
        stands = data.draw(st.sampled_from(["draft", "queued", "refused", "received"]))
        code = ""
        if stands != "draft":
            work.dossiers.submit(made.id, received_at=NOW, due_at=NOW + timedelta(days=1))
            payload = {"kind": "receive_dossier"}
            work.outbox.enqueue(made.id, OutboxKind.RECEIVE_DOSSIER, payload, NOW)
        if stands == "refused":
            work.dossiers.refuse(made.id, reason="Thiếu giấy tờ")
        if stands == "received":
            code = f"H01.31.02-261123-{made.provisional_code[-4:]}x"
            work.dossiers.accept(made.id, code=code)
            work.news.note_version(made.id, 1)
    return made.id, code


def test_news_without_a_name_take_no_draft(store: Store) -> None:
    with store.write() as work:
        draft = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW
        )
        nameless = DossierNews(
            dossier_id="", code="", state=DossierState.RECEIVED, procedure_code="1",
            procedure_name="", applicant_name="", handled_by="", received_at=None, due_at=None,
        )  # fmt: skip
        work.news.apply((nameless, nameless), 1, NOW)
    with store.read() as work:
        assert work.dossiers.get(draft.id) == draft
        assert work.dossiers.counts() == {DossierState.DRAFT: 1}


def test_a_name_corrected_where_it_was_filed_is_corrected_here(store: Store) -> None:
    online = DossierNews(
        dossier_id="", code="H01.31.02-261123-0001", state=DossierState.ONLINE_WAITING,
        procedure_code="1.000894", procedure_name="Kết hôn", applicant_name="Trần Văn Bính",
        handled_by="", received_at=None, due_at=None, version=1,
    )  # fmt: skip
    corrected = replace(online, applicant_name="Trần Văn Bình", version=2)
    with store.write() as work:
        work.news.apply((online, corrected), 2, NOW)
        assert work.dossiers.counts() == {DossierState.ONLINE_WAITING: 1}
        assert work.news.dossier_of(online) is not None
        found = work.dossiers.get(work.news.dossier_of(online) or DossierId(""))
    assert found.applicant.full_name == "Trần Văn Bình"


def test_a_number_given_to_another_dossier_does_not_stop_the_feed(store: Store) -> None:
    def news(dossier_id: str, code: str) -> DossierNews:
        return DossierNews(
            dossier_id=dossier_id, code=code, state=DossierState.READY, procedure_code="1",
            procedure_name="", applicant_name="", handled_by="", received_at=None, due_at=None,
        )  # fmt: skip

    first, second = "H01.31.02-261123-0009", "H01.31.02-261123-0010"
    with store.write() as work:
        work.news.apply((news("f" * 32, first), news("f" * 32, second), news("", first)), 3, NOW)
        other = work.news.dossier_of(news("", first))
        assert work.news.cursor() == 3
        assert work.dossiers.get(DossierId("f" * 32)).code == second
        assert other is not None
        assert work.dossiers.get(other).shown_code == first


def test_each_unit_has_a_feed_of_its_own(store: Store) -> None:
    neighbour = replace(OFFICER, account="lan.tt", unit_code="H01.31.03")
    with store.write() as work:
        work.news.apply((), 500, NOW)
        work.facts.set_officer(neighbour)
        assert work.news.cursor() == 0
        work.news.apply((), 7, NOW)
        work.facts.set_officer(OFFICER)
    with store.read() as work:
        assert work.news.cursor() == 500


def test_a_cursor_of_an_earlier_version_is_kept(store: Store) -> None:
    with store.write() as work:
        work.facts.set("news", {"cursor": 31})
        assert work.news.cursor() == 31
        work.news.apply((), 32, NOW)
    with store.read() as work:
        assert work.news.cursor() == 32
