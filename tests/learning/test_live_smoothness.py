"""Live learning keeps which tasks likeness (μ) serves, and begins anew where that changes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from making_jobs import GROUND, SHAPES

from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.training.heads_by_views import as_seen

SPECS = (SHAPES, GROUND)


def test_heads_of_a_task_that_changes_start_anew() -> None:
    memory = LiveMemory()
    memory.start = {label: (torch.zeros(3), torch.zeros(())) for label in (1, 2, 3, 4, 5)}
    assert memory.choose_smoothness(SPECS, frozenset({GROUND.id}), 40)
    assert set(memory.start) == {1, 2}
    assert not memory.choose_smoothness(SPECS, frozenset({GROUND.id}), 60)
    assert (set(memory.start), memory.chosen_images) == ({1, 2}, 60)
    memory.turn_to(("another",))
    assert (memory.unsmoothed, memory.chosen_images) == (frozenset(), 0)


def test_each_part_has_a_basis_and_coordinates_of_its_own() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(60, 8)).astype(np.float16)
    seen = as_seen(SPECS, features).unsmoothed({GROUND.id})
    memory, rows = LiveMemory(), np.arange(60)
    stamps = dict.fromkeys(range(60), "0")
    smooth, plain = memory.learn_bases(seen, rows.tolist(), 5.0, 0)
    found = memory.coordinates(seen, rows, stamps)
    x = features.astype(np.float32)
    for part, basis in zip(found.parts, (smooth, plain), strict=True):
        assert part.features == pytest.approx(basis.coordinates(x), abs=1e-4)
    lengths = [np.linalg.norm(part.features[3] - part.features[4]) for part in found.parts]
    assert lengths[1] == pytest.approx(np.linalg.norm(x[3] - x[4]), rel=1e-3)
    assert lengths[0] != pytest.approx(lengths[1], rel=1e-3)
    assert memory.basis is smooth
    assert memory.learn_bases(seen, rows.tolist(), 5.0, 0) == (smooth, plain)
    assert memory.coordinates(seen, rows[:0], stamps).parts[1].features.shape == (0, plain.axes)
