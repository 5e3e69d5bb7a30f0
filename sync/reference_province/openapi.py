"""The OpenAPI document that ``docs/openapi.json`` holds."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sync.contract import API, Problem
from sync.reference_province.problems import ProblemCode, refusals

DESCRIPTION = (
    "The API between one-stop-shop counters and a province, version 1. "
    "docs/province-api.md tells how a province implements it."
)
_EVERYWHERE = (ProblemCode.BUSY, ProblemCode.UNEXPECTED)
_ASKED_SOMETHING = (ProblemCode.INVALID,)
_SIGNED_IN = (ProblemCode.SIGN_IN_REQUIRED, ProblemCode.TOO_MANY_REQUESTS)


def describe(app: FastAPI) -> None:
    """Give ``app`` a document that knows the province's refusals."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def as_text(app: FastAPI) -> str:
    """The document as it is kept in ``docs/openapi.json``."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title="Quầy Một Cửa: province API",
        version="1.0",
        description=DESCRIPTION,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    schemas = made["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _add_refusals(operation, path.startswith(API))
            if "requestBody" in operation and method != "patch":
                _add(operation, ProblemCode.LENGTH_REQUIRED, ProblemCode.TOO_LARGE)
    return made


def _add_refusals(operation: dict[str, Any], is_ours: bool) -> None:
    responses = operation["responses"]
    # What the framework supposes of its own refusals, which never leave the province.
    if "HTTPValidationError" in json.dumps(responses.get("422", "")):
        del responses["422"]
    if not is_ours:
        return
    codes: tuple[ProblemCode, ...] = _EVERYWHERE
    if operation.get("security"):
        codes += _SIGNED_IN
    if operation.get("parameters") or operation.get("requestBody"):
        codes += _ASKED_SOMETHING
    _add(operation, *codes)


def _add(operation: dict[str, Any], *codes: ProblemCode) -> None:
    for status, response in refusals(*codes).items():
        operation["responses"].setdefault(str(status), response)
