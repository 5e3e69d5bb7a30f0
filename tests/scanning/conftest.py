"""What the tests of scanning share."""

from pathlib import Path

import pytest


@pytest.fixture
def pages_folder(tmp_path: Path) -> Path:
    """An empty folder for page images."""
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder
