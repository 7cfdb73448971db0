"""The short form of ``benchmarks/survival.py``: kills and damage cost nothing acknowledged."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "survival.py"


@pytest.mark.skipif(os.name == "nt", reason="processes end otherwise there")
def test_kills_and_damage_cost_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("survival", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    survival = importlib.util.module_from_spec(spec)
    sys.modules["survival"] = survival
    spec.loader.exec_module(survival)
    tally = survival.survive(tmp_path, 4, 6, 9, 0.5)
    assert (tally.kills, tally.databases, tally.files) == (4, 6, 9)
    assert tally.well, tally
