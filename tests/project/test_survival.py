"""The short form of ``benchmarks/survival.py``: harm of every kind costs nothing acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "survival.py"
SHORT = {
    "kills": 24, "damaged-databases": 24, "damaged-files": 0, "power-cuts": 12, "full-disks": 3,
    "clocks": 6, "actions": 0,
}  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="processes end otherwise there")
def test_what_was_acknowledged_survives(tmp_path: Path) -> None:
    options = [part for name, count in SHORT.items() for part in (f"--{name}", str(count))]
    command = [sys.executable, str(BENCHMARK), str(tmp_path / "place"), *options, "--light"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.split("|")[1:-1] for line in done.stdout.splitlines() if line.startswith("|")]
    cases = {name.strip(): int(count.replace(",", "")) for name, count, *_ in lines[2:]}
    assert cases["damaged databases"] == SHORT["damaged-databases"]
    assert cases["injected clock"] == SHORT["clocks"]
    for activity in ("labelling", "undo and redo", "import", "merge", "scan", "migration"):
        assert cases[activity] > 0
