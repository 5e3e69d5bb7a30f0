"""A province over real HTTP, on SQLite and, where QUAY_TEST_POSTGRES names one, PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.reference_province.provinces import POSTGRES, Province, postgres_schema, running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Province]]:
    """``start(**settings)``: a province of the test's own on SQLite."""
    with ExitStack() as stack:

        def begin(**changed: Any) -> Province:
            url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
            return stack.enter_context(running(url, tmp_path, **changed))

        yield begin


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def province(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Province]:
    """One province for the tests of a file, which must not mind each other's dossiers."""
    folder = tmp_path_factory.mktemp("province")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{folder / 'province.sqlite3'}"
        else:
            url = stack.enter_context(postgres_schema())
        yield stack.enter_context(running(url, folder))
