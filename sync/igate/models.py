"""What iGate answers, as far as it is known; every unknown field is let pass."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, RootModel


class Said(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )


class Named(Said):
    """Something that another thing points at."""

    id: str = ""


class AgencyFound(Said):
    """Of ``/ba/agency/name+code``."""

    id: str = ""
    code: str = ""
    name: Any = ""
    """A text, or texts by language; nobody has seen which."""


class Accepter(Said):
    fullname: str = ""


class DossierFound(Said):
    """Of ``/pa/dossier/search``."""

    id: str
    code: str = ""
    national_code: str = Field(default="", alias="nationCode")
    accepter: Accepter | None = None
    appointment_date: str = Field(default="", alias="appointmentDate")
    """E.g. ``2026-11-27T17:00:00.000+0700``, as it came."""
    procedure: Named | None = None
    current_task: tuple[Named, ...] = Field(default=(), alias="currentTask")


class DossierSlice(Said):
    """A slice of what was found (``spec=slice``)."""

    content: tuple[DossierFound, ...] = ()
    last: bool = True


class Agencies(RootModel[tuple[AgencyFound, ...]]):
    pass


class FileStored(Said):
    """Of ``POST fi/file/--multiple``: its identifier is all that is relied on."""

    id: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")


class FilesStored(RootModel[tuple[FileStored, ...]]):
    pass


class KeycloakTokens(Said):
    """RFC 6749 §5.1."""

    access_token: str = Field(min_length=1)
    expires_in: int = 86_400
    """Seconds; about a day."""
    refresh_token: str = ""
