"""The calls of iGate 2 that are known, and no other (docs/decisions/023)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel
from urllib3.filepost import encode_multipart_formdata

from sync.http_answer import HttpAnswer
from sync.http_errors import is_sign_in_challenge, require_success
from sync.http_line import READ_SECONDS, HttpLine
from sync.igate.models import Agencies, AgencyFound, DossierSlice, FilesStored
from sync.tokens import Tokens

M = TypeVar("M", bound=BaseModel)

FILES = "fi/file"
OPEN_STATES = "2,3,4,5,16,17,8,11,10,9"
"""``dossier-status`` as the officers' own pages ask for it; what each number means is not known."""


@dataclass(frozen=True)
class DossierQuery:
    """Parameters of ``/pa/dossier/search``; empty ones go as they are, as from the pages."""

    code: str = ""
    identity_number: str = ""
    applicant_name: str = ""
    procedure_id: str = ""
    assignee_id: str = ""
    candidate_group_id: str = ""
    page: int = 0
    size: int = 20


class IgateClient:
    """For one thread at a time; ``tokens`` may be shared. Errors of all methods: PROVINCE_*,
    SIGN_IN_REQUIRED.
    """

    def __init__(
        self, base_url: str, tokens: Tokens, *, read_seconds: float = READ_SECONDS
    ) -> None:
        """``base_url`` is the API's, e.g. ``https://apidvc.tinh.gov.vn``.

        Errors: PROVINCE_NOT_SET, PROVINCE_INSECURE (plain HTTP beyond this machine).
        """
        self._line = HttpLine(base_url, read_seconds=read_seconds)
        self._tokens = tokens

    def search(self, query: DossierQuery) -> DossierSlice:
        asked = {
            "code": query.code,
            "spec": "slice",
            "page": str(query.page),
            "size": str(query.size),
            "sort": "appointmentDate,asc",
            "identity-number": query.identity_number,
            "applicant-name": query.applicant_name,
            "dossier-status": OPEN_STATES,
            "remove-status": "0",
            "assignee-id": query.assignee_id,
            "candidate-group-id": query.candidate_group_id,
            "procedure-id": query.procedure_id,
        }
        return self._get(f"pa/dossier/search?{urlencode(asked, safe=',')}", DossierSlice)

    def agencies(self) -> tuple[AgencyFound, ...]:
        return self._get("ba/agency/name+code", Agencies).root

    def store_file(self, content: bytes, *, name: str, account_id: str) -> str:
        """Upload one PDF; its identifier. ``account_id`` is iGate's own of the officer."""
        fields: dict[str, str | tuple[str, bytes, str]] = {
            "files": (name, content, "application/pdf"),
            "account-id": account_id,
        }
        body, kind = encode_multipart_formdata(fields)
        answer = self._send("POST", f"{FILES}/--multiple?uuid=1", {"Content-Type": kind}, body)
        stored = require_success(answer)
        found = stored.as_model(FilesStored).root
        if len(found) != 1:
            raise stored.unreadable(files=len(found))
        return found[0].id

    def file(self, file_id: str) -> bytes | None:
        """The content of a file; None when there is none."""
        answer = self._send("GET", f"{FILES}/{file_id}")
        return None if answer.status == 404 else require_success(answer).body

    def remove_file(self, file_id: str) -> None:
        answer = self._send("DELETE", f"{FILES}/{file_id}")
        if answer.status != 404:
            require_success(answer)

    def close(self) -> None:
        self._line.close()

    def _get(self, path: str, model: type[M]) -> M:
        return require_success(self._send("GET", path)).as_model(model)

    def _send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer:
        token = self._tokens.access_token()
        answer = self._line.send(method, url, headers=headers, body=body, bearer=token)
        if answer.status == 401 and is_sign_in_challenge(answer):
            # Turned down means not carried out, so that sending it again is safe.
            token = self._tokens.renewed(instead_of=token)
            answer = self._line.send(method, url, headers=headers, body=body, bearer=token)
        return answer
