"""The words by which something is found, and what an officer types to find it."""

import re

from app.domain.folding import fold

_WORD = re.compile(r"[^\W_]+")
"""As FTS5's unicode61 cuts them: letters and digits, whatever stands between them."""


def search_words(*texts: str) -> str:
    """Each word of ``texts`` once, without marks, in no order that means anything."""
    return " ".join(sorted({word for text in texts for word in _WORD.findall(fold(text))}))


def match_query(typed: str) -> str:
    """``typed`` as FTS5 reads it: every word of it begins one that was written; empty for none.

    Quoted, so that nothing typed is taken for FTS5's own language.
    """
    return " ".join(f'"{word}"*' for word in dict.fromkeys(_WORD.findall(fold(typed))))
