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
from app.operations.read_pages import read_pages
from app.operations.receive_dossier import open_draft
from app.operations.scan_pages import begin_batch, scan_pages
from app.scanning.source import Feed, ScanRequest
from app.scanning.sources import open_source
from app.scanning.text.reader import TextReader
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW, OFFICER


def say(**said: Any) -> None:
    print(json.dumps(said), flush=True)


def opened(profile: Path) -> tuple[Store, Vault, Path]:
    """The store, with somebody at the counter, its vault and its work folder."""
    work_folder = profile / "work"
    work_folder.mkdir(parents=True, exist_ok=True)
    store = Store(profile / "quay.sqlite3", profile, KEYS)
    with store.write() as work:
        work.catalogue.replace([MARRIAGE])
        work.facts.set_officer(OFFICER)
    return store, Vault(profile / "vault", KEYS), work_folder


def take(
    store: Store, work_folder: Path, source: str, request: ScanRequest, *, handfuls: int
) -> ScanBatch:
    """One batch, for which paper is put into the feeder ``handfuls`` times."""
    batch = begin_batch(store=store, source=source, now=NOW)
    say(batch=batch.id)
    for _ in range(handfuls):
        batch = scan_pages(
            store=store, work_folder=work_folder, batch_id=batch.id, source=open_source(source),
            request=request, on_page=lambda page: say(page=page.file.name),
        )  # fmt: skip
    return batch


def build(store: Store, vault: Vault, work_folder: Path, batch: ScanBatch) -> None:
    dossier = open_draft(store=store, procedure_code=MARRIAGE.code, case_code="", now=NOW)
    paper = build_paper(
        store=store, vault=vault, work_folder=work_folder, batch_id=batch.id,
        dossier_id=dossier.id, component_id="TP01", title="Tờ khai", now=NOW,
    )  # fmt: skip
    say(paper=paper.original_sha256, pages=paper.pages)


def main() -> None:
    profile, source, wishes = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    store, vault, work_folder = opened(profile)
    feeder = Feed.GLASS if source.startswith("file:") else Feed.FEEDER
    try:
        handfuls = 10 if "handfuls" in wishes else 1
        batch = take(store, work_folder, source, ScanRequest(feed=feeder), handfuls=handfuls)
        if "look" in wishes:
            look_at_pages(store=store, work_folder=work_folder, batch_id=batch.id)
        if "read" in wishes:
            with TextReader() as reader:
                read_pages(
                    store=store, work_folder=work_folder, batch_id=batch.id, reader=reader
                )  # fmt: skip
        if "build" in wishes:
            build(store, vault, work_folder, batch)
    except AppError as error:
        say(error=error.code.value, facts=error.facts)
        sys.exit(1)
    finally:
        store.close()


if __name__ == "__main__":
    main()
