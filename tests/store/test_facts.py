"""Who is signed in, as kept; and the log of who came and went."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.attendance import KEPT, AttendanceEntry, AttendanceKind
from app.domain.dossier import Gender
from app.store.store import Store
from tests.store.conftest import NOW, OFFICER


def test_the_officer_is_kept_whole(store: Store) -> None:
    whole = replace(
        OFFICER, born=date(1988, 6, 15), gender=Gender.FEMALE, phone="0296 3900 117",
        email="dao.nt@mautinh.example", address="Ấp Mỹ An 1",
    )  # fmt: skip
    with store.write() as work:
        work.facts.set_officer(whole)
    with store.read() as work:
        assert work.facts.officer() == whole
    assert whole.missing == ()
    assert OFFICER.missing == ("born", "phone")


def test_an_officer_kept_by_an_older_program_is_known(store: Store) -> None:
    new = {"born", "gender", "phone", "email", "address"}
    with store.write() as work:
        kept = work.facts.get("officer")
        work.facts.set("officer", {name: kept[name] for name in kept if name not in new})
    with store.read() as work:
        assert work.facts.officer() == OFFICER


def test_the_log_keeps_the_latest(store: Store) -> None:
    for minute in range(KEPT + 3):
        entry = AttendanceEntry(NOW + timedelta(minutes=minute), "dao.nt", AttendanceKind.UNLOCKED)
        with store.write() as work:
            work.facts.note_attendance(entry)
    with store.read() as work:
        entries = work.facts.attendance()
    assert len(entries) == KEPT
    assert entries[0] == AttendanceEntry(
        NOW + timedelta(minutes=KEPT + 2), "dao.nt", AttendanceKind.UNLOCKED
    )
