"""The menu of what may be done with a dossier now; each entry has a letter of its own."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from app.domain.act_rules import ActChoice
from ui.acts.words import choice_name


def act_menu(
    choices: Sequence[ActChoice], chosen: Callable[[ActChoice], object], parent: QWidget
) -> QMenu:
    """Arrows, Enter and the underlined letters choose; Esc leaves."""
    menu = QMenu(parent)
    menu.setAccessibleName(parent.tr("Xử lý hồ sơ"))
    for choice, name in zip(
        choices, lettered([choice_name(each) for each in choices]), strict=True
    ):
        act = menu.addAction(name)
        act.triggered.connect(lambda _=False, choice=choice: chosen(choice))
    if not choices:
        menu.addAction(parent.tr("Không có việc nào làm được ở bước này")).setEnabled(False)
    return menu


def lettered(names: Sequence[str]) -> list[str]:
    """``names`` with ``&`` before a letter of each that no other has, as keyboards have it: without
    marks, at the beginning of a word where one is left.
    """
    taken: set[str] = set()
    made = []
    for name in names:
        starts = [
            place for place in range(len(name)) if place == 0 or not name[place - 1].isalnum()
        ]
        places = [*starts, *range(len(name))]
        free = (
            place
            for place in places
            if name[place].isascii()
            and name[place].isalpha()
            and name[place].casefold() not in taken
        )
        place = next(free, -1)
        if place < 0:
            made.append(name)
            continue
        taken.add(name[place].casefold())
        made.append(f"{name[:place]}&{name[place:]}")
    return made
