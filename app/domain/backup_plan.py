"""Which backups are kept: the last few, one of each of the last days, one of each of the weeks."""

from collections.abc import Iterable
from datetime import datetime

LAST, DAYS, WEEKS = 6, 7, 5


def backups_to_keep(made_at: Iterable[datetime]) -> frozenset[datetime]:
    """The newest LAST, the newest of each of the last DAYS days that have one, and of WEEKS weeks
    (ISO 8601). Days without a backup do not count: after a long holiday nothing more goes.
    """
    newest_first = sorted(set(made_at), reverse=True)
    kept = set(newest_first[:LAST])
    for count, period in ((DAYS, _day), (WEEKS, _week)):
        firsts: dict[tuple[int, int], datetime] = {}
        for moment in newest_first:
            firsts.setdefault(period(moment), moment)
        kept.update(list(firsts.values())[:count])
    return frozenset(kept)


def _day(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.timetuple().tm_yday


def _week(moment: datetime) -> tuple[int, int]:
    return moment.isocalendar()[:2]
