"""Where the officers of this counter have the stamps of a procedure's papers."""

from sqlalchemy.orm import Session

from app.domain.paper import Paper
from app.domain.place_template import PageCorner, PlaceTemplate, RememberedPlace
from app.store.schema import ComponentRow, DossierRow, StampPlaceRow

_WHOLE_PROCEDURE = ""
"""In place of a component's code."""


class StampPlaces:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_paper(self, paper: Paper, profile: str) -> RememberedPlace | None:
        """What holds for ``paper`` signed with the profile of that id.

        What was remembered for its component goes before what was for the whole procedure.
        """
        procedure, component = self._codes(paper)
        general = self._row(procedure, _WHOLE_PROCEDURE, profile)
        special = self._row(procedure, component, profile) if component else None
        row = special or general
        if row is None:
            return None
        beneath = special is not None and general is not None
        return RememberedPlace(_template(row), special is not None, beneath)

    def remember(
        self, paper: Paper, profile: str, template: PlaceTemplate, *, component_only: bool
    ) -> None:
        """From now on ``template`` holds for ``paper`` and those of the same procedure.

        With ``component_only`` for those of the same component; without it, what was remembered
        for this component is forgotten, so that it holds for this paper too.
        """
        procedure, component = self._codes(paper)
        if component and not component_only:
            self._drop(procedure, component, profile)
        code = component if component_only else _WHOLE_PROCEDURE
        row = self._row(procedure, code, profile)
        if row is None:
            row = StampPlaceRow(procedure_code=procedure, component_code=code, profile=profile)
            self._session.add(row)
        row.page, row.corner = template.page, template.corner.value
        row.across, row.down, row.width = template.across, template.down, template.width

    def forget(self, paper: Paper, profile: str) -> None:
        """What holds for ``paper`` holds no longer; what lies beneath does, if anything."""
        held = self.of_paper(paper, profile)
        if held is not None:
            procedure, component = self._codes(paper)
            code = component if held.component_only else _WHOLE_PROCEDURE
            self._drop(procedure, code, profile)

    def _codes(self, paper: Paper) -> tuple[str, str]:
        """Of procedure and component; the latter empty for Giấy tờ khác."""
        dossier = self._session.get_one(DossierRow, paper.dossier_id)
        row = self._session.get(ComponentRow, paper.component_id)
        return dossier.procedure_code, row.code if row is not None else ""

    def _row(self, procedure: str, component: str, profile: str) -> StampPlaceRow | None:
        return self._session.get(StampPlaceRow, (procedure, component, profile))

    def _drop(self, procedure: str, component: str, profile: str) -> None:
        row = self._row(procedure, component, profile)
        if row is not None:
            self._session.delete(row)
            self._session.flush()


def _template(row: StampPlaceRow) -> PlaceTemplate:
    return PlaceTemplate(row.page, PageCorner(row.corner), row.across, row.down, row.width)
