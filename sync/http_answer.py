"""One answer of an HTTP server, read whole within bounds of size and time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError

from app.errors import AppError, Code

MAX_BODY_BYTES = 8_000_000
MAX_BODY_SECONDS = 60.0
_READ_BYTES = 65_536

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class HttpAnswer:
    status: int
    headers: Mapping[str, str]
    """Names are found in any case."""
    body: bytes

    @property
    def media_type(self) -> str:
        """Lower case, without parameters; empty when the server named none."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def as_model(self, model: type[M]) -> M:
        """The body as ``model``. Errors: PROVINCE_ANSWER_UNREADABLE."""
        if self.media_type.partition("+")[2] != "json" and self.media_type != "application/json":
            raise self.unreadable()
        try:
            return model.model_validate_json(self.body)
        except ValidationError as error:
            # Not ``from error``: pydantic repeats the body, which may hold citizens' numbers.
            raise self.unreadable(fields=_places(error)) from None

    def unreadable(self, **facts: str | int) -> AppError:
        """The error for an answer that the province cannot have meant."""
        return AppError(
            Code.PROVINCE_ANSWER_UNREADABLE, status=self.status, kind=self.media_type, **facts
        )


def read_answer(response: requests.Response) -> HttpAnswer:
    """Read ``response`` and let its connection go.

    Errors: PROVINCE_ANSWER_UNREADABLE beyond 8 MB or 60 s (a server that drips bytes would
    otherwise hold the caller for ever); what urllib3 raises when the line is cut.
    """
    deadline = time.monotonic() + MAX_BODY_SECONDS
    body = bytearray()
    try:
        while piece := response.raw.read1(_READ_BYTES, decode_content=False):
            body += piece
            if len(body) > MAX_BODY_BYTES or time.monotonic() > deadline:
                raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, status=response.status_code)
    finally:
        response.close()
    return HttpAnswer(response.status_code, response.headers, bytes(body))


def _places(error: ValidationError) -> str:
    """Where in the answer the first mistakes are, without their values."""
    return " ".join(".".join(map(str, line["loc"])) for line in error.errors()[:3])
