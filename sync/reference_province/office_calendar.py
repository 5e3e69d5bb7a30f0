"""Working hours and days off of the province's offices."""

import tomllib
from functools import cache
from typing import Any

from app.domain.working_time import WorkingCalendar
from resources import resource


@cache
def calendar_table() -> dict[str, Any]:
    """``resources/province/calendar.toml``."""
    return tomllib.loads(resource("province", "calendar.toml").read_text(encoding="utf-8"))


@cache
def office_calendar() -> WorkingCalendar:
    table = calendar_table()
    return WorkingCalendar(
        hours=tuple((each["opens"], each["closes"]) for each in table["hours"]),
        weekdays=frozenset(table["weekdays"]),
        holidays=frozenset(each["day"] for each in table["holidays"]),
    )
