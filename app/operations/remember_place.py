"""Keeping the place of a stamp for the next papers of the procedure."""

from app.domain.paper import PaperId
from app.domain.place_template import PlaceTemplate
from app.pdf_content import PdfInMemory
from app.store.store import Store
from app.store.vault import Vault
from signing.placement import Placement, require_inside
from signing.profiles import SignatureProfile
from signing.source import check_source


def remember_place(
    *,
    store: Store,
    vault: Vault,
    paper_id: PaperId,
    profile: SignatureProfile,
    placement: Placement,
    component_only: bool = False,
) -> None:
    """Let ``placement`` on this paper hold for papers of the same procedure.

    ``component_only``: for papers of the same component of it. Errors: PAPER_UNKNOWN,
    PAGE_ABSENT, PLACEMENT_OUTSIDE_PAGE, VAULT_FILE_DAMAGED, PDF_DAMAGED, DISK_FULL.
    """
    with store.read() as work:
        paper = work.papers.get(paper_id)
    pdf = PdfInMemory(paper.title, vault.read(paper.original_sha256))
    pages = check_source(pdf).pages
    require_inside(placement, pages)
    sizes = [(page.width, page.height) for page in pages]
    template = PlaceTemplate.learnt(placement.page, placement.rect, sizes)
    with store.write() as work:
        work.stamp_places.remember(paper, profile.id, template, component_only=component_only)
