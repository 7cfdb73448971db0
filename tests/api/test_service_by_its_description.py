"""The service does what its OpenAPI description says, tried by schemathesis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from test_service import served
from tiny_model import write_model

TRIES = 60


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of libraries that schemathesis stands on
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/health"),
        ("GET", "/model"),
        ("POST", "/predictions"),
        ("POST", "/setup"),
        ("POST", "/predict"),
    ],
)
def test_every_answer_is_as_described(method: str, path: str, tmp_path: Path) -> None:
    import schemathesis
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    with served(write_model(tmp_path / "colours.onnx")) as port:
        schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/openapi.json")
        operation = schema[path][method]
        tried = 0

        @settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def try_it(case: Any) -> None:
            nonlocal tried
            tried += 1
            # Bytes that are no image, and texts that are no XML, fit the schema and are refused.
            case.call_and_validate(timeout=60, excluded_checks=[positive_data_acceptance])

        try_it()
        assert tried >= 1
