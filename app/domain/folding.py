"""Vietnamese text without its marks, for search: "nguyen duc" finds "Nguyễn Đức"."""

import unicodedata


def fold(text: str) -> str:
    """``text`` in lower case, without marks, đ as d, white space single.

    FTS5's unicode61 does not fold đ, hence a shadow column filled with this.
    """
    plain = text.replace("đ", "d").replace("Đ", "D")
    decomposed = unicodedata.normalize("NFD", plain)
    unmarked = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unmarked.lower().split())


def matches(query: str, *fields: str) -> bool:
    """Whether each word of ``query`` occurs in one of ``fields``, marks ignored."""
    haystack = " ".join(fold(field) for field in fields)
    return all(word in haystack for word in fold(query).split())
