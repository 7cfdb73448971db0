"""A short form of fuzzing, the same each time, and all that a longer one ever found.

The long form is ``benchmarks/fuzz.py``; what it finds is kept in ``corpus``, a folder a target.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mutations import mutated
from targets import Target, all_targets, emptied

CORPUS = Path(__file__).with_name("corpus")
TARGETS = {target.name: target for target in all_targets()}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@settings(
    max_examples=25, derandomize=True, deadline=None, database=None,
    phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.data())
def test_nearly_right_inputs_are_read_or_refused(
    target: Target, data: st.DataObject, tmp_path: Path
) -> None:
    target.attempt(data.draw(mutated(target.seeds())), emptied(tmp_path / "one"))


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_sound_inputs_are_accepted(target: Target, tmp_path: Path) -> None:
    assert target.seeds()
    for number, seed in enumerate(target.seeds()):
        assert target.attempt(seed, emptied(tmp_path / str(number))), seed[:200]


@pytest.mark.parametrize(
    "file", sorted(CORPUS.glob("*/*")), ids=lambda file: f"{file.parent.name}-{file.name}"
)
def test_what_was_found_once_stays_mended(file: Path, tmp_path: Path) -> None:
    TARGETS[file.parent.name].attempt(file.read_bytes(), tmp_path)
