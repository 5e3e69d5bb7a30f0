"""The passphrase of a machine without a keyring, asked once by a command."""

import os
import sys
from functools import cache

import typer

VARIABLE = "QUAY_PASSPHRASE"
NEW_VARIABLE = "QUAY_NEW_PASSPHRASE"
CODE_VARIABLE = "QUAY_RECOVERY_CODE"


def ask_another_passphrase() -> str:
    """The one that is to take the place of the one in use, as :func:`ask_passphrase`."""
    return _told(NEW_VARIABLE, "Mật khẩu mở dữ liệu mới (ít nhất 12 ký tự)", twice=True)


@cache
def ask_passphrase(new: bool) -> str:
    """From the environment, else from whoever sits at the terminal; empty when nobody does."""
    question = "Đặt mật khẩu mở dữ liệu (ít nhất 12 ký tự)" if new else "Mật khẩu mở dữ liệu"
    return _told(VARIABLE, question, twice=new)


def _told(variable: str, question: str, *, twice: bool) -> str:
    given = os.environ.get(variable, "")
    if given or not sys.stdin.isatty():
        return given
    return str(
        typer.prompt(
            question, hide_input=True, err=True,
            confirmation_prompt="Nhập lại mật khẩu" if twice else False,
        )
    )  # fmt: skip


def ask_recovery_code() -> str:
    """As :func:`ask_passphrase`; it is on paper, so it may be seen while it is typed."""
    given = os.environ.get(CODE_VARIABLE, "")
    if given or not sys.stdin.isatty():
        return given
    return str(typer.prompt("Mã khôi phục (7 nhóm, mỗi nhóm 4 ký tự)", err=True))
