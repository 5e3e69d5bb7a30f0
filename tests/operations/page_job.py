"""What the window does with a source, in a process of its own, so that it can be measured and
killed: take pages, look at them, read them, build a paper.

``python -m tests.operations.page_job PROFILE SOURCE WISHES``; wishes are ``look``, ``read``,
``build``, and ``handfuls`` where paper is put in ten times. What happened is said in lines of JSON
on standard output, each as it happens.
"""

import json
import sys
from pathlib import Path
from typing import Any

from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.build_paper import build_paper
from app.operations.look_at_pages import look_at_pages
from app.operations.page_folders import PageFolders
from app.operations.read_pages import read_pages
from app.operations.receive_dossier import open_draft
from app.operations.scan_pages import begin_batch, scan_pages
from app.paths import Profile
from app.scanning.source import Feed, ScanRequest
from app.scanning.sources import open_source
from app.scanning.text.reader import TextReader
from app.secrets import ProfileKey
from app.store.store import Store
from app.store.vault import Vault
from tests.store.conftest import MARRIAGE, NOW, OFFICER


def say(**said: Any) -> None:
    print(json.dumps(said), flush=True)


def opened(root: Path) -> tuple[Store, Vault, PageFolders]:
    """The store, with somebody at the counter, its vault and its work folder."""
    profile = Profile(root)
    profile.work.mkdir(parents=True, exist_ok=True)
    keys = ProfileKey(profile).load()
    folders = PageFolders(profile.work, keys)
    store = Store(root / "quay.sqlite3", root, keys)
    with store.write() as work:
        work.catalogue.replace([MARRIAGE])
        work.facts.set_officer(OFFICER)
    return store, Vault(root / "vault", keys), folders


def take(
    store: Store, folders: PageFolders, source: str, request: ScanRequest, *, handfuls: int
) -> ScanBatch:
    """One batch, for which paper is put into the feeder ``handfuls`` times."""
    batch = begin_batch(store=store, source=source, now=NOW)
    say(batch=batch.id)
    for _ in range(handfuls):
        batch = scan_pages(
            store=store, folders=folders, batch_id=batch.id, source=open_source(source),
            request=request, on_page=lambda page: say(page=page.file.name),
        )  # fmt: skip
    return batch


def build(store: Store, vault: Vault, folders: PageFolders, batch: ScanBatch) -> None:
    dossier = open_draft(store=store, procedure_code=MARRIAGE.code, case_code="", now=NOW)
    paper = build_paper(
        store=store, vault=vault, folders=folders, batch_id=batch.id,
        dossier_id=dossier.id, component_id="TP01", title="Tờ khai", now=NOW,
    )  # fmt: skip
    say(paper=paper.original_sha256, pages=paper.pages)


def main() -> None:
    profile, source, wishes = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    store, vault, folders = opened(profile)
    feeder = Feed.GLASS if source.startswith("file:") else Feed.FEEDER
    try:
        handfuls = 10 if "handfuls" in wishes else 1
        batch = take(store, folders, source, ScanRequest(feed=feeder), handfuls=handfuls)
        if "look" in wishes:
            look_at_pages(store=store, folders=folders, batch_id=batch.id)
        if "read" in wishes:
            with TextReader() as reader:
                read_pages(
                    store=store, folders=folders, batch_id=batch.id, reader=reader
                )  # fmt: skip
        if "build" in wishes:
            build(store, vault, folders, batch)
    except AppError as error:
        say(error=error.code.value, facts=error.facts)
        sys.exit(1)
    finally:
        store.close()


if __name__ == "__main__":
    main()
