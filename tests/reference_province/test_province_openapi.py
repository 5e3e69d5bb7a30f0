"""The OpenAPI document says what the province does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sync.reference_province import ProvinceServerSettings, create_province
from sync.reference_province.openapi import as_text
from sync.reference_province.problems import ProblemCode

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"
REWRITE = "write it anew: .venv/bin/python -m sync.reference_province.write_openapi"


def test_the_kept_document_is_up_to_date(tmp_path: Path) -> None:
    settings = ProvinceServerSettings("sqlite:///never-opened", tmp_path, "http://127.0.0.1:1")

    assert KEPT.read_text(encoding="utf-8") == as_text(create_province(settings)), REWRITE


def test_every_operation_tells_its_refusals() -> None:
    for name, operation in _operations():
        assert operation["summary"], name
        assert operation["tags"], name
        if name.partition(" ")[2].startswith("/v1") and operation.get("security"):
            refused = operation["responses"]["401"]["content"]
            assert list(refused) == ["application/problem+json"], name
        assert "HTTPValidationError" not in json.dumps(operation), name


def test_every_problem_is_documented() -> None:
    text = KEPT.read_text(encoding="utf-8")
    outside = {ProblemCode.METHOD_NOT_ALLOWED}

    assert not [code for code in ProblemCode if f"`{code}`" not in text and code not in outside]


def test_every_reference_leads_somewhere() -> None:
    document = json.loads(KEPT.read_text(encoding="utf-8"))
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert set(_references(document)) <= known


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    paths = json.loads(KEPT.read_text(encoding="utf-8"))["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
