"""Names out of certificates as officers know them; no Qt."""

import re

_COMMON_NAME = re.compile(r"(?:^|, )CN=(.+?)(?=, [A-Z]+=|$)")


def issuer_name(issuer: str) -> str:
    """The common name in an RFC 4514-like name such as ``C=VN, O=…, CN=…``; else all of it."""
    found = _COMMON_NAME.search(issuer)
    return found.group(1) if found else issuer
