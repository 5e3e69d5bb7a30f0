"""The passphrase of a machine without a keyring, asked once by a command."""

import os
import sys
from functools import cache

import typer

VARIABLE = "QUAY_PASSPHRASE"
CODE_VARIABLE = "QUAY_RECOVERY_CODE"


@cache
def ask_passphrase(new: bool) -> str:
    """From the environment, else from whoever sits at the terminal; empty when nobody does."""
    given = os.environ.get(VARIABLE, "")
    if given or not sys.stdin.isatty():
        return given
    question = "Đặt mật khẩu mở dữ liệu (ít nhất 12 ký tự)" if new else "Mật khẩu mở dữ liệu"
    return str(
        typer.prompt(
            question, hide_input=True, err=True,
            confirmation_prompt="Nhập lại mật khẩu" if new else False,
        )
    )  # fmt: skip


def ask_recovery_code() -> str:
    """As :func:`ask_passphrase`; it is on paper, so it may be seen while it is typed."""
    given = os.environ.get(CODE_VARIABLE, "")
    if given or not sys.stdin.isatty():
        return given
    return str(typer.prompt("Mã khôi phục (7 nhóm, mỗi nhóm 4 ký tự)", err=True))
