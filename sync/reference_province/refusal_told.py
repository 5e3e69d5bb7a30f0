"""What a request's own code tells of its refusal, for the audit log (``refused_requests``)."""

from dataclasses import dataclass

from fastapi import Request
from starlette.types import Scope

WHY, ABOUT = "refused_why", "refused_about"
"""Names in the request's state."""


@dataclass(frozen=True)
class Why:
    code: str
    account: str = ""
    """Whose it would have been, where no token tells."""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    act: str = ""
    dossier_code: str = ""
    files: tuple[str, ...] = ()


def tell_why(scope: Scope, why: Why) -> None:
    scope.setdefault("state", {})[WHY] = why


def tell_about(request: Request, about: About) -> None:
    setattr(request.state, ABOUT, about)
