"""What a counter asks a province over HTTP: nothing here changes anything there."""

from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from sync.contract import (
    ActReceipt,
    AgencyList,
    ChangePage,
    ColleagueList,
    DossierDetail,
    Officer,
    ProcedureList,
    ResultTypeList,
    Timeline,
    WorkCalendar,
)
from sync.http_errors import require_success
from sync.http_file_part import read_file_part
from sync.http_line import Sender
from sync.province import FilePart, Published

M = TypeVar("M", bound=BaseModel)


class HttpQuestions:
    """The reading half of ``sync.province.Province``."""

    def __init__(self, line: Sender, root: str) -> None:
        """``line`` shows who is signed in; ``root`` is the contract's place on it."""
        self.line, self._root = line, root

    def me(self) -> Officer:
        return _ask(self.line, f"{self._root}/me", Officer)

    def procedures(self, etag: str = "") -> Published[ProcedureList] | None:
        return self._published("procedures", ProcedureList, etag)

    def agencies(self, etag: str = "") -> Published[AgencyList] | None:
        return self._published("agencies", AgencyList, etag)

    def officers(self, etag: str = "") -> Published[ColleagueList] | None:
        return self._published("officers", ColleagueList, etag)

    def result_types(self, etag: str = "") -> Published[ResultTypeList] | None:
        return self._published("result-types", ResultTypeList, etag)

    def calendar(self, etag: str = "") -> Published[WorkCalendar] | None:
        return self._published("calendar", WorkCalendar, etag)

    def detail(self, code: str) -> DossierDetail:
        return _ask(self.line, f"{self._root}/dossiers/{_in_path(code)}", DossierDetail)

    def timeline(self, code: str) -> Timeline:
        return _ask(self.line, f"{self._root}/dossiers/{_in_path(code)}/timeline", Timeline)

    def receipt(self, dossier_id: str) -> ActReceipt:
        return _ask(self.line, f"{self._root}/dossiers/{_in_path(dossier_id)}/receipt", ActReceipt)

    def changes(self, after: int) -> ChangePage:
        return _ask(self.line, f"{self._root}/changes?after={after:d}", ChangePage)

    def file_part(self, sha256: str, start: int) -> FilePart:
        return read_file_part(self.line, f"{self._root}/files/{_in_path(sha256)}", start)

    def _published(self, path: str, model: type[M], etag: str) -> Published[M] | None:
        headers = {"If-None-Match": etag} if etag else {}
        answer = self.line.send("GET", f"{self._root}/{path}", headers=headers)
        if etag and answer.status == 304:
            return None
        content = require_success(answer).as_model(model)
        return Published(content, answer.headers.get("ETag", ""))


def _ask(line: Sender, url: str, model: type[M]) -> M:
    return require_success(line.send("GET", url)).as_model(model)


def _in_path(name: str) -> str:
    return quote(name, safe="")
