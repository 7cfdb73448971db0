"""Names pull the heads of exclusive labels where the project's own folds gain by it, else not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.jobs.chosen_names import chosen_anew, without_poor_names
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.training.fares import FEWEST
from labelmt.learning.training.heads import go_on
from labelmt.learning.training.heads_by_views import SeenFeatures, seen_by

TOLD = TaskSpec(1, "told", TaskKind.MULTICLASS, (1, 2, 3), ("a", "b", "c"))
MISTOLD = TaskSpec(2, "mistold", TaskKind.MULTICLASS, (4, 5, 6), ("d", "e", "f"))
THINGS = TaskSpec(3, "things", TaskKind.MULTILABEL, (7,), ("g",))
SPECS = (TOLD, THINGS, MISTOLD)  # the columns of exclusive labels do not lie beside each other
IMAGES, WIDTH = 400, 80


def job(annotated: int) -> tuple[JobData, SeenFeatures]:
    """Images whose labels are linear in their features; names tell the first task, and lie of the
    last."""
    rng = np.random.default_rng(3)
    features = rng.standard_normal((IMAGES, WIDTH)).astype(np.float32)
    weights = (rng.standard_normal((7, WIDTH)) / 3).astype(np.float32)
    logits = features @ weights.T
    states = np.full((IMAGES, 7), State.UNKNOWN, dtype=np.int8)
    for columns in (slice(0, 3), slice(4, 7)):
        block = logits[:, columns]
        states[:, columns] = block == block.max(axis=1, keepdims=True)
    states[:, 3] = logits[:, 3] > 0
    states[annotated:] = State.UNKNOWN
    said = weights.copy()
    said[4:] = -weights[4:]
    seen = seen_by(SPECS, [features]).with_priors(
        [HeadPrior(said.astype(np.float32), np.zeros(7, np.float32))]
    )
    return data_of(SPECS, states, annotated), seen


def data_of(specs: tuple[TaskSpec, ...], states: NDArray[np.int8], annotated: int) -> JobData:
    count, nobody = len(states), np.zeros(0, dtype=np.int64)
    manifest = Manifest(count, specs, "", "", TrainingSettings(), validation_named=True)
    images = ManifestImages(tuple(range(count)), ("",) * count, ("",) * count)
    validation = np.zeros(count, dtype=bool)
    return JobData(manifest, images, states, states, validation, np.arange(annotated), nobody)


def prior_of(seen: SeenFeatures) -> NDArray[np.bool_]:
    """(labels,) whether anything pulls a label's head."""
    (part,) = seen.parts
    assert part.prior is not None
    return np.asarray(part.prior.weights.any(axis=1))


def test_names_stay_where_folds_gain_by_them() -> None:
    data, seen = job(60)
    left, poor = without_poor_names(data, seen)
    assert poor == {MISTOLD.id}
    assert prior_of(left).tolist() == [True] * 4 + [False] * 3


def test_with_few_annotations_exclusive_labels_learn_alone() -> None:
    data, seen = job(FEWEST - 1)
    left, poor = without_poor_names(data, seen)
    assert poor == set(), "nothing was tried"
    assert prior_of(left).tolist() == [False] * 3 + [True] + [False] * 3


def test_without_exclusive_labels_nothing_is_tried() -> None:
    data, seen = job(60)
    alone = seen_by((THINGS,), [seen.parts[0].features])
    left, poor = without_poor_names(data, alone)
    assert left is alone
    assert poor == set()


@pytest.fixture
def ground() -> tuple[JobData, SeenFeatures]:
    """Features of the built-in backbone's width, and colours that they do not tell."""
    rng = np.random.default_rng(0)
    features = np.abs(rng.standard_normal((90, 1472))).astype(np.float16)
    spec = TaskSpec(2, "ground", TaskKind.MULTICLASS, (3, 4, 5), ("red", "green", "blue"))
    states = np.zeros((90, 3), dtype=np.int8)
    states[np.arange(90), rng.integers(3, size=90)] = State.PRESENT
    return data_of((spec,), states, 90), seen_by((spec,), [features])


def test_live_heads_choose_anew_as_annotations_grow(ground: tuple[JobData, SeenFeatures]) -> None:
    data, seen = ground
    memory, ready = LiveMemory(), range(90)
    few = data.with_sides(np.arange(FEWEST - 1), data.validation_rows)
    assert not chosen_anew(few, seen, ready, memory, go_on)
    assert memory.named_images == 0
    assert not chosen_anew(data, seen, ready, memory, lambda _i, _loss: True)
    assert memory.named_images == 0, "stopped: it is looked at again"
    some = data.with_sides(np.arange(50), data.validation_rows)
    chosen_anew(some, seen, ready, memory, go_on)
    assert memory.named_images == 50
    before = memory.named
    assert not chosen_anew(
        data.with_sides(np.arange(60), data.validation_rows), seen, ready, memory, go_on
    )
    assert (memory.named_images, memory.named) == (50, before), "hardly more"
    chosen_anew(data, seen, ready, memory, go_on)
    assert memory.named_images == 90


def test_chosen_names_pull_live_heads(ground: tuple[JobData, SeenFeatures]) -> None:
    data, seen = ground
    memory, settings = LiveMemory(), data.manifest.settings
    assert memory.learn_names(seen, range(90), settings).parts[0].prior is None
    memory.named = frozenset({2})
    assert prior_of(memory.learn_names(seen, range(90), settings)).all()
    memory.named = frozenset()
    assert memory.learn_names(seen, range(90), settings).parts[0].prior is None


def test_a_training_says_where_names_do_not_help(ground: tuple[JobData, SeenFeatures]) -> None:
    data, seen = ground
    result = fit_on_features(data, seen, range(90))
    assert result.unnamed <= {2}
    off = replace(
        data, manifest=replace(data.manifest, settings=TrainingSettings(name_evidence=False))
    )
    assert fit_on_features(off, seen, range(90)).unnamed == set()
