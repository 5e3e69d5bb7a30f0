"""Looks for scanners, and asks the chosen one what it can do, without standing in the way."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.counter import Counter, scanning_lane
from app.errors import AppError
from app.scanning.choices import ANYTHING, NOTHING, Choices, choices_of
from app.scanning.source import SourceInfo
from ui.background import run


class SourceSearch(QObject):
    """Networks are listened to on a lane of their own. Drivers are asked on the scanner lane only
    after that when a scanner is known already: whoever begins to scan with it goes first.
    """

    found = Signal(object)
    """All scanners known so far, a tuple of SourceInfo."""
    failed = Signal(object)
    """An AppError when there is none at all."""
    ended = Signal()

    def __init__(self, counter: Counter, owner: QObject, *, ask_feeds: bool = False) -> None:
        """With ``ask_feeds`` each scanner of a driver is opened to tell what it has."""
        super().__init__(owner)
        self._counter, self._ask_feeds = counter, ask_feeds
        self._others: tuple[SourceInfo, ...] = ()
        self._drivers: tuple[SourceInfo, ...] = ()
        self._error: AppError | None = None
        self._left = 0
        """Ways that have not answered yet."""
        self.looked = False

    @property
    def looking(self) -> bool:
        return self._left > 0

    def begin(self, *, one_is_known: bool) -> None:
        """Look again, unless that is under way."""
        if self.looking:
            return
        self.looked, self._left, self._error = True, 2, None

        def heard() -> None:
            if one_is_known:
                self._ask_drivers()
            self._answered()

        run(
            self._counter.discovery_lane, _list_without_drivers, owner=self, done=self._take_others,
            failed=self._keep_error, ended=heard,
        )  # fmt: skip
        if not one_is_known:
            self._ask_drivers()

    def _ask_drivers(self) -> None:
        run(
            self._counter.scanner_lane, _list_drivers, owner=self, done=self._take_drivers,
            failed=self._keep_error, ended=self._answered, ask_feeds=self._ask_feeds,
        )  # fmt: skip

    def _take_others(self, found: tuple[SourceInfo, ...]) -> None:
        self._others = found
        self._tell()

    def _take_drivers(self, found: tuple[SourceInfo, ...]) -> None:
        self._drivers = found
        self._tell()

    def _tell(self) -> None:
        from app.scanning.each_once import each_once

        self.found.emit(each_once(self._drivers, self._others))

    def _keep_error(self, error: AppError) -> None:
        self._error = error

    def _answered(self) -> None:
        self._left -= 1
        if self.looking:
            return
        if self._error and not (self._others or self._drivers):
            self.failed.emit(self._error)
        self.ended.emit()


class Abilities(QObject):
    """What the scanners of this session can do, each asked once on its lane."""

    known = Signal(str)
    """The address of one that answered, or could not."""

    def __init__(self, counter: Counter, owner: QObject) -> None:
        super().__init__(owner)
        self._counter = counter
        self._choices: dict[str, Choices] = {}
        self._asking: set[str] = set()

    def of(self, address: str) -> Choices | None:
        """None while that is not known."""
        return self._choices.get(address)

    def ask(self, address: str) -> None:
        """Ask what is not known, also of one that could not be asked before."""
        if not address or address in self._asking:
            return
        if self._choices.get(address, ANYTHING) is not ANYTHING:
            return
        self._asking.add(address)
        keep = partial(self._keep, address)
        run(
            scanning_lane(self._counter, address), _choices, address, owner=self, done=keep,
            failed=lambda _: keep(ANYTHING), ended=lambda: self._asking.discard(address),
        )  # fmt: skip

    def _keep(self, address: str, choices: Choices) -> None:
        self._choices[address] = choices
        self.known.emit(address)


# Drivers and zeroconf are imported where they are used: the window must not wait for them.


def _list_without_drivers() -> tuple[SourceInfo, ...]:
    from app.scanning.sources import list_without_drivers

    return list_without_drivers()


def _list_drivers(*, ask_feeds: bool) -> tuple[SourceInfo, ...]:
    from app.scanning.sources import list_driver_sources

    return list_driver_sources(ask_feeds=ask_feeds)


def _choices(address: str) -> Choices:
    from app.scanning.sources import open_source

    able = open_source(address).capabilities()
    return NOTHING if able is None else choices_of(able)
