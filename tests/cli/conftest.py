"""Commands run in the tests' own process: each test begins as a new process does."""

from __future__ import annotations

import pytest

from labelmt.cli import console


@pytest.fixture(autouse=True)
def standard_output_is_free() -> None:
    """Whatever a command before was told about ``--json``."""
    console._output_taken.set(False)
