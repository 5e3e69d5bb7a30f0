"""What a package says of itself (``manifest.json``, docs/package.md)."""

import hashlib
import json
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from sync.contract import Act, SignatureSent
from sync.contract.base import Sha256, Wire

FORMAT: Final = "quay-mot-cua/goi-ho-so"
VERSION: Final = 1
MANIFEST_NAME = "manifest.json"
SUMS_NAME = "SHA256SUMS"
WORDS_NAME = "LOI-DAN.txt"
FILES_FOLDER = "tep/"
MAX_DOSSIERS = 500
MAX_FILES = 2_000
MAX_MANIFEST_BYTES = 16_000_000
MAX_FILES_BYTES = 1_000_000_000
"""Of all files together; far below what would need ZIP64."""

PackageId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
ActKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,200}$")]
FileName = Annotated[
    str, StringConstraints(pattern=r"^tep/\d{4}-[A-Za-z0-9][A-Za-z0-9.-]{0,39}-[0-9a-f]{12}\.pdf$")
]
"""Made of a count, the component's code and the hash: a title may hold a citizen's name."""


class KeyedAct(Wire):
    key: ActKey
    """The ``Idempotency-Key`` under which the act also goes over the line."""
    act: Act
    """As ``POST /v1/acts`` would carry it."""


class PackedDossier(Wire):
    dossier_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    shown_code: str = Field(max_length=60)
    """The province's number, or the provisional one."""
    acts: tuple[KeyedAct, ...] = Field(min_length=1, max_length=200)
    """In the order in which they are to be carried out."""


class PackedFile(Wire):
    name: FileName
    sha256: Sha256
    bytes: int = Field(gt=0)
    title: str = Field(min_length=1, max_length=500)
    component_code: str = Field(max_length=40)
    pages: int = Field(gt=0)
    signature: SignatureSent


class PackedUnit(Wire):
    code: str = Field(max_length=40)
    name: str = Field(max_length=300)


class Manifest(Wire):
    format: Literal["quay-mot-cua/goi-ho-so"]
    version: Literal[1]
    package_id: PackageId
    """Of the content: the same acts and files make the same package."""
    made_at: AwareDatetime
    unit: PackedUnit
    officer_account: str = Field(max_length=64)
    counter_number: str = Field(max_length=40)
    dossiers: tuple[PackedDossier, ...] = Field(min_length=1, max_length=MAX_DOSSIERS)
    files: tuple[PackedFile, ...] = Field(max_length=MAX_FILES)


def id_of(dossiers: tuple[PackedDossier, ...]) -> str:
    """The identifier of a package with ``dossiers``."""
    told = [each.model_dump(mode="json") for each in dossiers]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]
