"""The provincial system over HTTP, version 1 of the contract."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic import ValidationError

from app.errors import AppError, Code
from sync.contract import (
    API,
    ActReceipt,
    FileReceipt,
    Health,
    LaterAct,
    ReceiveDossier,
)
from sync.http_answer import HttpAnswer
from sync.http_errors import is_sign_in_challenge, require_success
from sync.http_line import READ_SECONDS, HttpLine
from sync.http_questions import HttpQuestions
from sync.province import FileToUpload, UploadProgress
from sync.tokens import Tokens
from sync.tus import Place, TusClient

_BEGIN_ANEW = {"hash_mismatch": Code.RECEIPT_MISMATCH, "not_found": Code.PROVINCE_FAILED}
"""Problems with an upload after which nothing of it is to be had any more, and what they are."""
_ROOT = API.lstrip("/")  # relative: the base address may have a path of its own


class HttpProvince(HttpQuestions):
    """Implements ``sync.province.Province``. For one thread at a time; ``tokens`` may be shared."""

    def __init__(
        self, base_url: str, tokens: Tokens, *, read_seconds: float = READ_SECONDS
    ) -> None:
        """Errors: PROVINCE_NOT_SET, PROVINCE_INSECURE (plain HTTP beyond this machine)."""
        self._line = HttpLine(base_url, read_seconds=read_seconds)
        super().__init__(_SignedInLine(self._line, tokens), _ROOT)
        self._uploads = TusClient(self.line, f"{_ROOT}/uploads")

    def health(self) -> Health:
        return require_success(self._line.send("GET", f"{_ROOT}/health")).as_model(Health)

    def upload(self, file: FileToUpload, progress: Callable[[UploadProgress], None]) -> FileReceipt:
        if not self._line.leads_to(file.upload_url):
            file = replace(file, upload_url="")  # of a province this counter spoke to before
        try:
            place = self._uploads.send_file(file, progress)
            receipt = _receipt_with(place) or self._receipt_of(place)
        except AppError as error:
            code = _BEGIN_ANEW.get(str(error.facts.get("problem")))
            if code is None:
                raise
            progress(UploadProgress("", 0))
            raise AppError(code, sha256=file.sha256) from error
        if (receipt.sha256, receipt.bytes) != (file.sha256, file.size):
            progress(UploadProgress("", 0))
            raise AppError(Code.RECEIPT_MISMATCH, sha256=file.sha256)
        return receipt

    def _receipt_of(self, place: Place) -> FileReceipt:
        answer = self.line.send("GET", f"{place.url}/receipt")
        return require_success(answer).as_model(FileReceipt)

    def perform(self, act: ReceiveDossier | LaterAct, key: str) -> ActReceipt:
        answer = self.line.send(
            "POST",
            f"{_ROOT}/acts",
            headers={"Content-Type": "application/json", "Idempotency-Key": key},
            body=act.model_dump_json().encode(),
        )
        return require_success(answer).as_model(ActReceipt)

    def close(self) -> None:
        self._line.close()


class _SignedInLine:
    """A line that shows the officer's token, and a fresh one when the first is turned down."""

    def __init__(self, line: HttpLine, tokens: Tokens) -> None:
        self._line = line
        self._tokens = tokens

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer:
        token = self._tokens.access_token()
        answer = self._line.send(method, url, headers=headers, body=body, bearer=token)
        if answer.status == 401 and is_sign_in_challenge(answer):
            # Turned down means not carried out, so that sending it again is safe.
            token = self._tokens.renewed(instead_of=token)
            answer = self._line.send(method, url, headers=headers, body=body, bearer=token)
        return answer


def _receipt_with(place: Place) -> FileReceipt | None:
    """The receipt that came with the last byte; None when it is to be asked for."""
    try:
        return FileReceipt.model_validate_json(place.receipt)
    except ValidationError:
        return None  # none, or cut with the answer's headers
