"""How long a text of an act may be, by the contract with the province."""

from functools import cache
from typing import get_args


@cache
def longest_texts(kind: str) -> dict[str, int]:
    """Letters by field of the act ``kind``; a field without a limit is not in it."""
    # Imported late: it takes longer than a window to open.
    from sync.contract import LaterAct

    model = next(
        each
        for each in get_args(LaterAct)
        if get_args(each.model_fields["kind"].annotation) == (kind,)
    )
    return {
        name: most
        for name, field in model.model_fields.items()
        if field.annotation is str
        for rule in field.metadata
        if (most := getattr(rule, "max_length", None)) is not None
    }
