"""How an officer recognises a source that did not tell its name."""

from urllib.parse import urlsplit


def source_name(address: str) -> str:
    """``address`` is that of ``ScanSource``; itself when nothing better can be said."""
    kind, _, rest = address.partition(":")
    if kind == "folder":
        return f"Thư mục {rest}"
    if kind == "escl":
        return f"Máy quét mạng {_host(rest)}"
    if kind == "twain":
        return f"{rest} (TWAIN)"
    return rest or address


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
