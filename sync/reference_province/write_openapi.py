"""Writes ``docs/openapi.json`` anew, after a change of the contract."""

from pathlib import Path

from app.whole_files import write_whole
from sync.reference_province.app import create_province
from sync.reference_province.openapi import as_text
from sync.reference_province.settings import ProvinceServerSettings

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


def main() -> None:
    settings = ProvinceServerSettings("sqlite:///never-opened", Path(), "http://127.0.0.1")
    write_whole(DOCUMENT, as_text(create_province(settings)).encode())


if __name__ == "__main__":
    main()
