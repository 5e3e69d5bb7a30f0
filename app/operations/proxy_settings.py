"""From settings and the sealed password to the proxy that the program goes through."""

from app.paths import Profile
from app.proxy import Proxy, ProxyMode
from app.secrets import ProfileKey, SealedFile
from app.settings import ProxySettings, load_settings


def proxy_password(profile: Profile, key: ProfileKey) -> SealedFile:
    """Where the password lies: sealed with the key that is in the machine's keyring."""
    return SealedFile(profile.root / "proxy", key)


def proxy_of(settings: ProxySettings, password: SealedFile) -> Proxy:
    """The way that ``settings`` name; the keyring is asked only for a proxy with a user."""
    if settings.mode != ProxyMode.OWN:
        return Proxy(ProxyMode(settings.mode))
    return Proxy(
        ProxyMode.OWN,
        settings.address,
        settings.user,
        password.load() if settings.user else "",
        settings.bypass,
    )


def proxy_of_profile(profile: Profile) -> Proxy:
    """As the settings of ``profile`` are now. Errors: SETTINGS_UNREADABLE."""
    settings = load_settings(profile.settings_file)
    return proxy_of(settings.proxy, proxy_password(profile, ProfileKey(profile)))
