"""The border to HTTP: what can go wrong on the line and what the province can refuse, as codes."""

import re
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
import urllib3.exceptions

from app.errors import AppError, Code
from sync.changed_meanwhile import ChangedMeanwhile
from sync.contract import Problem
from sync.http_answer import HttpAnswer

MAX_RETRY_AFTER_SECONDS = 3600
MAX_REASON_LETTERS = 300

_BEFORE_SENDING = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
)
_CUT_DURING_TLS = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


@contextmanager
def line_errors() -> Iterator[None]:
    """Translate what requests and urllib3 raise.

    PROVINCE_UNREACHABLE: nothing was sent. PROVINCE_ANSWER_LOST: it may have been carried out.
    PROVINCE_INSECURE: the other side could not prove who it is. PROXY_REFUSED with ``status``
    (407: it wants another name and password), PROXY_UNREACHABLE: the office's proxy let nothing
    through.
    """
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _line_error(error) from error


def _line_error(error: Exception) -> AppError:
    causes = tuple(_causes(error))
    if any(isinstance(cause, _CUT_DURING_TLS) for cause in causes):
        return AppError(Code.PROVINCE_ANSWER_LOST)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return AppError(Code.PROVINCE_INSECURE)
    if isinstance(error, requests.exceptions.InvalidURL):
        return AppError(Code.PROVINCE_UNREACHABLE)
    proxy = [each for each in causes if isinstance(each, urllib3.exceptions.ProxyError)]
    if proxy:
        return _proxy_error(str(proxy[0]))
    if any(isinstance(cause, _BEFORE_SENDING) for cause in causes):
        return AppError(Code.PROVINCE_UNREACHABLE)
    return AppError(Code.PROVINCE_ANSWER_LOST)


def _proxy_error(words: str) -> AppError:
    """``http.client`` has words alone for a CONNECT that was turned down."""
    answered = re.search(r"Tunnel connection failed: (\d{3})", words)
    if answered is None:
        return AppError(Code.PROXY_UNREACHABLE)
    status = int(answered[1])
    if status >= 500:
        return AppError(Code.PROVINCE_UNREACHABLE)  # the proxy itself found nobody there
    return AppError(Code.PROXY_REFUSED, status=status)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """``error`` and all it wraps: requests and urllib3 nest by argument, ``reason`` and cause."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def require_success(answer: HttpAnswer) -> HttpAnswer:
    """``answer`` if its status is 2xx.

    A refusal counts only in the province's own words (problem+json, or a Bearer challenge):
    office proxies and captive portals answer 401, 403, 404 too. Anything else in 3xx and 4xx is
    PROVINCE_ANSWER_UNREADABLE, hence tried again.
    """
    if 200 <= answer.status < 300:
        return answer
    if answer.status == 401 and is_sign_in_challenge(answer):
        raise AppError(Code.SIGN_IN_REQUIRED)
    if answer.status == 407:
        raise AppError(Code.PROXY_REFUSED, status=407)
    later = retry_after(answer)
    if answer.status == 429 or (answer.status == 503 and later):
        # Not for one dossier only: the others need not find out by themselves.
        raise AppError(Code.PROVINCE_BUSY, retry_after=later)
    if answer.status >= 500 or answer.status in (408, 423, 425):
        raise AppError(Code.PROVINCE_FAILED, status=answer.status, retry_after=later)
    raise _refusal(answer)


def is_sign_in_challenge(answer: HttpAnswer) -> bool:
    """Whether a 401 comes from the province rather than from something in between."""
    challenge = answer.headers.get("WWW-Authenticate", "")
    return challenge.lower().startswith("bearer") or _is_problem(answer)


def _refusal(answer: HttpAnswer) -> AppError:
    if not _is_problem(answer) or not 400 <= answer.status < 500:
        return answer.unreadable()
    problem = answer.as_model(Problem)
    said: dict[str, str | int] = {
        "status": answer.status,
        "problem": plain(problem.code),
        "reason": plain(problem.title),
    }
    if answer.status == 403:
        return AppError(Code.PROVINCE_FORBIDDEN, **said)
    if problem.code == "too_much_unfinished":
        return AppError(Code.PROVINCE_UPLOADS_FULL, retry_after=retry_after(answer))
    if problem.code == "changed_meanwhile" and problem.version is not None:
        return ChangedMeanwhile(
            version=problem.version,
            state=problem.state,
            changes=problem.changes,
            reason=plain(problem.title),
        )
    if answer.status == 409:
        return AppError(Code.PROVINCE_CONFLICT, **said)
    if problem.missing_sha256:
        said["missing_sha256"] = " ".join(problem.missing_sha256)
    return AppError(Code.PROVINCE_REFUSED, **said)


def _is_problem(answer: HttpAnswer) -> bool:
    return answer.media_type == "application/problem+json"


def plain(text: str) -> str:
    """``text`` of a server fit to be shown: one line, no control or direction marks, bounded."""
    kept = "".join(
        letter if unicodedata.category(letter)[0] != "C" else " " for letter in text[:4000]
    )
    return re.sub(r"\s+", " ", kept).strip()[:MAX_REASON_LETTERS]


def retry_after(answer: HttpAnswer) -> int | None:
    """Seconds that ``Retry-After`` asks for (RFC 9110 §10.2.3), at most an hour."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        seconds = float(said[:9])
    else:
        until = _http_date(said)
        if until is None:
            return None
        # By the server's own clock: the counter's may be hours off.
        now = _http_date(answer.headers.get("Date", "")) or datetime.now(UTC)
        seconds = (until - now).total_seconds()
    return int(min(max(seconds, 0), MAX_RETRY_AFTER_SECONDS))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
