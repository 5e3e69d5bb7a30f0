"""Column types that keep what SQLite would lose."""

from datetime import UTC, datetime

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

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
