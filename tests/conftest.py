"""What every test gets: a home of its own, no display, marks that follow from fixtures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test and the worker it starts share two cores with the rest of the suite.
os.environ.setdefault("OMP_NUM_THREADS", "2")

settings.register_profile(
    "labelmt",
    deadline=None,  # machines are noisy; a deadline would be a timed assertion
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("labelmt")


@pytest.fixture(autouse=True)
def labelmt_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Recent projects, settings and new projects of this test alone."""
    home = tmp_path / "labelmt-home"
    monkeypatch.setenv("LABELMT_HOME", str(home))
    return home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gui)
