"""Letting go of the place that was kept for a procedure's papers, and taking that back."""

from app.domain.paper import PaperId
from app.domain.place_template import RememberedPlace
from app.store.store import Store
from signing.profiles import SignatureProfile


def forget_place(
    *, store: Store, paper_id: PaperId, profile: SignatureProfile
) -> RememberedPlace | None:
    """Let go of what holds for this paper; what it was, for :func:`restore_place`."""
    with store.write() as work:
        paper = work.papers.get(paper_id)
        held = work.stamp_places.of_paper(paper, profile.id)
        work.stamp_places.forget(paper, profile.id)
    return held


def restore_place(
    *, store: Store, paper_id: PaperId, profile: SignatureProfile, held: RememberedPlace
) -> None:
    """Let ``held`` hold again."""
    with store.write() as work:
        work.stamp_places.remember(
            work.papers.get(paper_id), profile.id, held.template,
            component_only=held.component_only,
        )  # fmt: skip
