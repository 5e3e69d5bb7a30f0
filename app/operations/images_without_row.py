"""Page images that are whole on disk while their row was lost: in a crash, or on a full disk."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.scan import BatchId
from app.errors import AppError
from app.store.store import Store

if TYPE_CHECKING:
    from app.scanning.page_files import PageFolder
    from app.scanning.source import PageImage

_log = logging.getLogger(__name__)


def images_without_row(store: Store, folder: "PageFolder") -> "Iterator[PageImage]":
    """Those of a batch's ``folder``, in the order of the paper; what cannot be read stays there."""
    # Imported late: most starts have nothing to take up, and images take time to import.
    from app.scanning.page_files import read_page

    with store.read() as work:
        known = work.scans.known_files(BatchId(folder.path.name))
    stems = {Path(name).stem for name in known}  # a row keeps the name from before it was sealed
    for page in folder.pages():
        if page.path.stem in stems:
            continue
        try:
            yield read_page(page)
        except AppError as error:
            _log.warning("page image %s is unreadable: %s", page.name, error)
