"""What the QR code of a sheet says that the program prints to cut a stack.

``QMC1;HS;<dossier>`` is the cover sheet of a dossier, ``QMC1;GT;<component>`` the separator before
a paper; with an empty name it begins the next paper, whichever that is. No name of a person and no
number of a citizen is in them: sheets lie about in an office.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_SAID = re.compile(r"^QMC1;(HS|GT);([\w.\-/]{0,80})$", re.ASCII)


class SheetKind(StrEnum):
    DOSSIER = "HS"
    PAPER = "GT"


@dataclass(frozen=True)
class Sheet:
    kind: SheetKind
    name: str
    """Of the dossier or its component; empty on a separator for any paper."""


def sheet_text(sheet: Sheet) -> str:
    """What its QR code says. Raises ValueError for a name that no sheet can carry."""
    said = f"QMC1;{sheet.kind.value};{sheet.name}"
    if read_sheet(said) != sheet:
        raise ValueError(sheet)
    return said


def read_sheet(text: str) -> Sheet | None:
    """The sheet whose code says ``text``; None for any other code."""
    said = _SAID.match(text)
    if said is None or (said[1] == SheetKind.DOSSIER and not said[2]):
        return None
    return Sheet(SheetKind(said[1]), said[2])
