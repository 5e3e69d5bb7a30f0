"""What the officer was told, and whether it is still true when power is back."""

import hashlib
from dataclasses import dataclass, field

from app.counter import Counter
from app.domain.dossier import DossierState
from app.domain.paper import PaperState
from app.domain.scan import BatchId
from app.errors import AppError
from app.operations.recover_pages import recover_pages
from app.operations.tidy_parts import tidy_parts
from app.paths import Profile
from app.scanning.page_files import read_page
from app.scanning.stored_page import StoredPage
from app.store.backups import DATABASE, Backup, Backups
from app.store.dossiers import DossierFilter
from app.store.restoring import check_database, require_whole
from app.store.store import Work
from tests.power_cut.disk import Disk
from tests.power_cut.recording import files_of


@dataclass
class Promises:
    """Kept up to date by :meth:`hear`, line by line."""

    lines: list[str] = field(default_factory=list)
    set_up: bool = False
    pages: dict[str, str] = field(default_factory=dict)
    """SHA-256 of sealed page images by ``BATCH/FILE``, since the first was shown."""
    papers: set[str] = field(default_factory=set)
    signed: bool = False
    received: str = ""
    delivered: bool = False
    backup: str = ""
    noted: str | None = ""
    """What was noted last; None while either of two may be true."""
    replaced: str = ""
    rotated: bool = False

    def hear(self, line: str, disk: Disk) -> None:
        self.lines.append(line)
        match line.split(" ", 1):
            case ["set", "up"]:
                self.set_up = True
            case ["page", _]:
                self.pages = pages_of(files_of(disk.now("counter/work")))
            case ["paper", sha256]:
                self.papers.add(sha256)
            case ["signed"]:
                self.signed = True
            case ["received", dossier_id]:
                self.received = dossier_id
            case ["delivered"]:
                self.delivered = True
            case ["backed", text]:
                self.backup = text.removeprefix("up ")
            case ["noted", text]:
                self.noted = text
            case ["restoring"]:
                self.noted = None
            case ["restored", folder]:
                self.noted, self.replaced = None, folder
            case ["rotated"]:
                self.rotated = True
            case _:
                raise ValueError(line)


def pages_of(files: dict[str, bytes]) -> dict[str, str]:
    return {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name.rpartition("/")[2].startswith("page-")
    }


def require_kept(promises: Promises, profile: Profile) -> None:
    """Open ``profile`` as the program does at its start, and look for everything that was said."""
    if promises.set_up:
        # In the middle of a restoration there may be none: opening the profile carries that out.
        restoring = (profile.root / "restoring.json").exists()
        assert restoring or profile.database.exists(), "the database is gone"
    with Counter(profile) as counter:
        check_database(profile.database, counter.keys)
        recover_pages(store=counter.store, folders=counter.page_folders, now=counter.now())
        tidy_parts(profile)
        assert not [each for each in profile.root.rglob(".part-*") if each.is_file()], "not tidied"
        with counter.store.read() as work:
            if promises.set_up:
                assert work.facts.officer() is not None, "who is signed in is forgotten"
                assert counter.tokens.signed_in, "the session is gone"
            require_pages(promises, counter, work)
            require_dossier(promises, counter, work)
            if promises.noted:
                found = work.facts.get("noted").get("text")
                assert found == promises.noted, f"{found!r} instead of {promises.noted!r}"
        require_backup(promises, counter)


def require_pages(promises: Promises, counter: Counter, work: Work) -> None:
    for name, sha256 in promises.pages.items():
        file = counter.profile.work / name
        assert file.exists(), f"page {name} is gone"
        if not promises.backup:  # later they are brought back, and sealed anew
            assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256
        assert read_page(StoredPage(file, counter.keys)).width_px > 0
        batch, _, page = name.partition("/")
        assert page in work.scans.known_files(BatchId(batch)), f"page {name} is not offered"


def require_dossier(promises: Promises, counter: Counter, work: Work) -> None:
    dossiers = work.dossiers.find(DossierFilter(text="TAM-"))
    papers = [paper for each in dossiers for paper in work.papers.of_dossier(each.id)]
    assert {each.original_sha256 for each in papers} >= promises.papers, "a paper is gone"
    for each in papers:
        counter.vault.read(each.original_sha256)
        counter.vault.read(each.sha256)
    if promises.signed:
        assert papers
        assert all(each.state is not PaperState.SCANNED for each in papers), "not signed any more"
    if promises.received:
        dossier = work.dossiers.get(next(e.id for e in dossiers if e.id == promises.received))
        assert dossier.state is not DossierState.DRAFT, "not queued any more"
        if promises.delivered:
            assert dossier.state is not DossierState.QUEUED, "delivery is forgotten"


def require_backup(promises: Promises, counter: Counter) -> None:
    found = {each.folder.name: each for each in Backups(counter.profile.backups).all()}
    if promises.backup:
        assert promises.backup in found, "the backup is gone"
    for each in found.values():
        # Once the first key was let go of, only the recovery code of its time opens it.
        if min(counter.keys.masters) == 1:
            require_openable(each, counter)
    if promises.replaced:
        aside = counter.profile.backups / promises.replaced / DATABASE
        assert aside.exists(), "what was there before the restoration is gone"
        if min(counter.keys.masters) == 1:
            check_database(aside, counter.keys)


def require_openable(backup: Backup, counter: Counter) -> None:
    try:
        require_whole(backup, counter.keys)
    except AppError as error:
        raise AssertionError(f"{backup.folder.name} is not whole") from error
