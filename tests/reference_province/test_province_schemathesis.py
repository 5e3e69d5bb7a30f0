"""The province against its own OpenAPI document, with requests nobody would think of."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.reference_province.provinces import Province

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
# Every value of every field of every act alone would be thousands of requests.
CONFIG = schemathesis.Config.from_dict(
    {"operations": [{"include-name": "POST /v1/acts", "phases": {"coverage": {"enabled": False}}}]}
)


schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
schema = schemathesis.openapi.from_path(DOCUMENT, config=CONFIG)


@pytest.fixture(scope="module")
def token(province: Province) -> str:
    return province.line("hieu.pm").token


@seed(20_261_127)
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_province_keeps_to_its_document(case: Case, province: Province, token: str) -> None:
    case.call_and_validate(
        base_url=province.base,
        headers={"Authorization": f"Bearer {token}"},
        checks=CHECKS,
        timeout=20,
        allow_redirects=False,
    )
