"""Files shipped with the program: fonts, icons, style, tables that offices may edit."""

from pathlib import Path

SHIPPED = Path(__file__).parent


def resource(*parts: str) -> Path:
    """Path of a shipped file, e.g. ``resource("fonts", "Tinos-Regular.ttf")``.

    Raises FileNotFoundError when it was not shipped: a broken installation, never a user's fault.
    """
    path = SHIPPED.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path
