"""Likeness (μ) serves the tasks that it serves, and no other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.training.heads import fit_heads, head_logits
from labelmt.learning.training.heads_by_views import as_seen

KIND = TaskSpec(4, "kind", TaskKind.MULTILABEL, (1,), ("coat",))
COLOUR = TaskSpec(9, "colour", TaskKind.MULTILABEL, (2,), ("red",))
ANNOTATED = 120

Clothes = tuple[JobData, NDArray[np.float16], NDArray[np.int8]]


@pytest.fixture
def clothes() -> Clothes:
    """Images in 40 clusters: a kind is of whole clusters, a colour varies within each."""
    rng = np.random.default_rng(2)
    clusters = rng.normal(size=(40, 30))
    of = rng.integers(40, size=1200)
    kinds = clusters[:, 0] + clusters[:, 1] > 0
    colour = rng.normal(size=1200)
    features = clusters[of] + rng.normal(size=(1200, 30)) * 0.4
    features[:, 7] = colour * 0.9
    truth = np.stack([kinds[of], colour > 0], axis=1).astype(np.int8)
    states = truth.copy()
    states[ANNOTATED:] = -1
    rows = np.arange(1200)
    settings = TrainingSettings(smoothness=3.0)
    manifest = Manifest(1200, (KIND, COLOUR), "", "", settings, validation_named=True)
    images = ManifestImages(tuple(rows.tolist()), ("",) * 1200, ("",) * 1200)
    nobody = np.zeros(0, dtype=np.int64)
    validation = np.zeros(1200, dtype=bool)
    data = JobData(manifest, images, states, states, validation, rows[:ANNOTATED], nobody)
    return data, features.astype(np.float16), truth


def right(logits: NDArray[Any], truth: NDArray[np.int8]) -> list[float]:
    shares: list[float] = ((logits > 0) == (truth == 1))[ANNOTATED:].mean(axis=0).tolist()
    return shares


def test_heads_are_smooth_where_that_serves(clothes: Clothes) -> None:
    data, features, truth = clothes
    result = fit_on_features(data, features, data.images.rows)
    x = features.astype(np.float32)
    known = data.states[:ANNOTATED]
    plain = right(head_logits(fit_heads((KIND, COLOUR), x[:ANNOTATED], known, 1.0), x), truth)
    ours = right(head_logits(result.heads, x), truth)
    assert result.unsmoothed == {COLOUR.id}
    assert ours[1] >= plain[1]
    assert ours[0] >= plain[0]


def test_tasks_that_see_the_same_are_split_by_what_serves_them() -> None:
    features = np.zeros((3, 2), dtype=np.float32)
    seen = as_seen((KIND, COLOUR), features).unsmoothed({KIND.id})
    assert [(part.specs, part.columns.tolist(), part.smooth) for part in seen.parts] == [
        ((COLOUR,), [1], True),
        ((KIND,), [0], False),
    ]
    assert len(as_seen((KIND, COLOUR), features).unsmoothed(()).parts) == 1
