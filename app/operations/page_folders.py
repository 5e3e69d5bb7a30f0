"""Where the page images of a profile lie, and with what they are sealed."""

from dataclasses import dataclass, field
from pathlib import Path

from app.domain.scan import BatchId, ScannedPage
from app.scanning.page_files import PageFolder
from app.scanning.stored_page import StoredPage
from app.sealing.keys import Keys


@dataclass(frozen=True)
class PageFolders:
    work_folder: Path
    keys: Keys = field(repr=False)

    def of(self, batch_id: BatchId) -> PageFolder:
        """Where pages that are scanned into the batch get their images."""
        return PageFolder(self.work_folder / batch_id, self.keys)

    def page(self, page: ScannedPage) -> StoredPage:
        """The image of ``page``, whichever batch the page is in by now."""
        return StoredPage(self.work_folder / page.folder / page.file, self.keys)
