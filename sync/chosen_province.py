"""The adapter that the settings name."""

from app.errors import AppError, Code
from app.province_settings import ProvinceKind, ProvinceSettings
from sync import oidc
from sync.contract import TokenAnswer
from sync.http_province import HttpProvince
from sync.igate import sign_in
from sync.igate.client import IgateClient
from sync.igate.province import IgateProvince
from sync.province import Province
from sync.tokens import Tokens
from sync.unsupported import UnsupportedProvince


def open_province(settings: ProvinceSettings, tokens: Tokens) -> Province:
    """A line to the province, for one thread. Errors: PROVINCE_NOT_SET, PROVINCE_INSECURE."""
    match settings.known_kind:
        case ProvinceKind.QUAY:
            return HttpProvince(settings.url, tokens)
        case ProvinceKind.IGATE:
            client = IgateClient(settings.url, tokens)
            return IgateProvince(client, account_id=settings.igate_account_id)
        case ProvinceKind.PACKAGE:
            return UnsupportedProvince()


def renew_tokens(settings: ProvinceSettings, refresh_token: str) -> TokenAnswer:
    """Errors: SIGN_IN_REQUIRED when ``refresh_token`` is turned down, PROVINCE_*."""
    match settings.known_kind:
        case ProvinceKind.QUAY:
            return oidc.refresh(settings.url, refresh_token)
        case ProvinceKind.IGATE:
            return sign_in.refresh(settings.igate_realm, refresh_token)
        case ProvinceKind.PACKAGE:
            raise AppError(Code.SIGN_IN_REQUIRED)
