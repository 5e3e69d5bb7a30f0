"""What becomes of an error in the program's log: enough to find the fault, nobody's name."""

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from app.errors import AppError, Code
from app.logs import RedactingFormatter, start_logging
from ui.qt_messages import _keep

NAME, FOLDED, NUMBER = "Trần Thị Ngọc Ánh", "TRAN THI NGOC ANH", "079185001234"
TITLE = f"Giấy khai sinh của {NAME}"
PLACE = f"/home/dao/Ho so {FOLDED}/{NUMBER} khai sinh.pdf"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    start_logging(tmp_path)
    yield tmp_path / "quay.log"
    logging.captureWarnings(False)
    for each in set(root.handlers) - set(before):
        root.removeHandler(each)
        each.close()
    root.setLevel(level)


def silent(text: str) -> bool:
    parts = (NAME, FOLDED, NUMBER, "Ngọc", "NGOC", "Ho so", "khai sinh", "dao/")
    return not any(each in text for each in parts)


def fail(error: BaseException) -> None:
    try:
        raise error
    except type(error):
        logging.getLogger("app.store").exception("reference %s", "AB12")


@pytest.mark.parametrize(
    "error",
    [
        AppError(Code.FILE_MISSING, path=PLACE),
        AppError(Code.COMPONENT_MISSING, name=TITLE, component=TITLE),
        AppError(Code.PROVINCE_REFUSED, reason=f"Công dân {NAME} đã nộp", status=409),
        AppError(Code.CERTIFICATE_OF_ANOTHER_OFFICER, owner=NAME, ends_with=NUMBER[-3:]),
        FileNotFoundError(2, "No such file or directory", PLACE),
        KeyError(NAME),
        ValueError(f"invalid literal for int() with base 10: {FOLDED!r}"),
        RuntimeError(f"{TITLE} ({NUMBER})"),
    ],
)
def test_errors_name_nobody(log: Path, error: BaseException) -> None:
    logging.getLogger("sync.courier").warning("line down: %s", error)
    fail(error)
    said = log.read_text(encoding="utf-8")
    assert silent(said), said
    assert "reference AB12" in said
    assert said.count(type(error).__name__) or said.count(str(error.code))  # type: ignore[attr-defined]


def test_what_finds_the_fault_stays(log: Path) -> None:
    refused = AppError(Code.PROVINCE_REFUSED, reason="wrong_state", status=409, path=PLACE)
    logging.getLogger("sync.courier").warning("line down: %s", refused)
    try:
        try:
            raise FileNotFoundError(2, "No such file or directory", PLACE)
        except FileNotFoundError as cause:
            raise AppError(Code.FILE_MISSING, path=PLACE) from cause
    except AppError:
        logging.getLogger("ui.background").exception("unexpected")
    try:
        len(3)  # type: ignore[arg-type]
    except TypeError:
        logging.getLogger("ui.background").exception("unexpected")
    said = log.read_text(encoding="utf-8")
    assert "line down: province_refused (reason='wrong_state', status=409)" in said
    assert "FileNotFoundError: ENOENT" in said
    assert "AppError: file_missing" in said
    assert "test_log_privacy.py:" in said
    assert "TypeError: object of type 'int' has no len()" in said
    assert silent(said), said


def test_libraries_say_where_and_not_what(log: Path) -> None:
    library = logging.getLogger("certvalidator.path")
    library.warning("Failed to build path for Common Name: %s", NAME)
    library.warning(f"Failed to build path for Common Name: {FOLDED}, UID: CCCD:{NUMBER}")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"no font for {NAME}", stacklevel=1)
    said = log.read_text(encoding="utf-8")
    assert silent(said), said
    assert said.count("certvalidator.path test_log_privacy.py:") == 2
    assert "UserWarning" in said


def test_qt_says_nothing_of_a_file(log: Path) -> None:
    _keep(QtMsgType.QtWarningMsg, QMessageLogContext(), f"QFile: no '{PLACE}'")
    said = log.read_text(encoding="utf-8")
    assert "qt QFile: no" in said
    assert silent(said)


def test_a_child_process_writes_no_more_than_its_parent() -> None:
    record = logging.LogRecord("pyhanko.sign", 30, __file__, 7, f"path for {NAME}", (), None)
    assert RedactingFormatter("%(message)s").format(record) == "test_log_privacy.py:7"
