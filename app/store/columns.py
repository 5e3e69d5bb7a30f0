"""Column types that keep what SQLite would lose."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time with its offset, kept as sortable ISO 8601 text in UTC."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs an offset")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromisoformat(value)


class ReadableJson(TypeDecorator[dict[str, Any]]):
    """An object in JSON. What is no such thing reads as an empty one: a damaged row must not keep
    the rows beside it from being read.
    """

    impl = String()
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, _dialect: Dialect) -> str:
        return json.dumps(value or {})

    def process_result_value(self, value: Any, _dialect: Dialect) -> dict[str, Any]:
        try:
            found = json.loads(value)
        except (TypeError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


class ReadableMoment(Moment):
    """What is no moment reads as none, for the same reason."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        try:
            found = super().process_result_value(value, dialect)
        except (TypeError, ValueError):
            return None
        return found if found is not None and found.tzinfo is not None else None
