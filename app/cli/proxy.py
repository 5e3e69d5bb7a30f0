"""``quay proxy``: the HTTP proxy that the program goes through."""

import os
from typing import Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.errors import AppError, Code
from app.proxy import ProxyMode, is_direct_host, proxy_address

_COMMAND = "quay proxy"


@said_in_vietnamese
def proxy(
    mode: Annotated[
        ProxyMode | None,
        typer.Option(help="system: theo hệ thống; none: không dùng; own: địa chỉ riêng."),
    ] = None,
    address: Annotated[str, typer.Option(help="Địa chỉ riêng, ví dụ http://10.0.0.1:3128.")] = "",
    user: Annotated[str, typer.Option(help="Tên người dùng, nếu proxy đòi.")] = "",
    password_env: Annotated[
        str, typer.Option(help="Biến môi trường chứa mật khẩu, dùng cùng --user.")
    ] = "QUAY_PROXY_PASSWORD",  # noqa: S107 (the name of a variable)
    bypass: Annotated[
        list[str] | None, typer.Option(help="Máy đi thẳng, ví dụ .tinh.gov.vn; có thể lặp lại.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Đặt proxy cho dấu thời gian, thu hồi, tỉnh và dịch vụ ký; bỏ trống: xem đang dùng gì."""
    from dataclasses import replace

    from app.counter import Counter
    from app.paths import default_profile
    from app.settings import load_settings

    if mode is None:
        if address or user or bypass:
            raise AppError(Code.WRONG_USAGE, problem="missing", name="--mode", command=_COMMAND)
        settings = load_settings(default_profile().settings_file).proxy
    else:
        settings, password = _chosen(mode, address, user, password_env, bypass or [])
        with Counter(default_profile()) as counter:
            counter.proxy_password.save(password)
            counter.change_settings(replace(counter.settings, proxy=settings))
    value = {
        "mode": settings.mode,
        "address": settings.address,
        "user": settings.user,
        "bypass": list(settings.bypass),
    }
    Output(as_json).result(value, *_lines(settings))


def _chosen(
    mode: ProxyMode, address: str, user: str, password_env: str, bypass: list[str]
) -> tuple[Any, str]:
    """Settings and password. Errors: WRONG_USAGE."""
    from app.settings import ProxySettings

    if mode is not ProxyMode.OWN:
        for name, given in (("--address", address), ("--user", user), ("--bypass", bypass)):
            if given:
                raise AppError(
                    Code.WRONG_USAGE, problem="needs", name=name, other="--mode own",
                    command=_COMMAND,
                )  # fmt: skip
        return ProxySettings(mode.value), ""
    known = proxy_address(address)
    if known is None:
        raise AppError(Code.WRONG_USAGE, problem="bad_value", name="--address", command=_COMMAND)
    if not all(is_direct_host(host) for host in bypass):
        raise AppError(Code.WRONG_USAGE, problem="bad_value", name="--bypass", command=_COMMAND)
    password = os.environ.get(password_env, "") if user else ""
    if user and not password:
        raise AppError(Code.WRONG_USAGE, problem="variable", name=password_env, command=_COMMAND)
    return ProxySettings(mode.value, known, user, tuple(bypass)), password


def _lines(settings: Any) -> list[str]:
    if settings.mode == ProxyMode.SYSTEM:
        return ["Proxy: theo hệ thống."]
    if settings.mode == ProxyMode.NONE:
        return ["Proxy: không dùng, đi thẳng."]
    lines = [f"Proxy: {settings.address}" + (f", tên {settings.user}" if settings.user else "")]
    return lines + [f"Đi thẳng: {each}" for each in settings.bypass]
