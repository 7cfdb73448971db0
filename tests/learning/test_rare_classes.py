"""An image whose class is too rare to learn is judged all the same: what is predicted is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from test_whose_word_counts import written

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.project.training.learnable_labels import learnable, narrowed

CLASSES = TaskSpec(1, "kind", TaskKind.MULTICLASS, (1, 2, 3), ("cat", "dog", "newt"))


def test_accuracy_and_average_precision_count_images_of_classes_that_did_not_join(
    tmp_path: Path,
) -> None:
    """Forty cats and dogs that are easily told apart, and twenty images of twenty other kinds."""
    rng = np.random.default_rng(3)
    names = ("cat", "dog", *(f"kind {number}" for number in range(20)))
    spec = TaskSpec(1, "kind", TaskKind.MULTICLASS, tuple(range(1, 23)), names)
    classes = np.concatenate([np.arange(40) % 2, np.arange(2, 22)])
    order = rng.permutation(60)
    states = (classes[order][:, None] == np.arange(22)).astype(np.int8)
    features = rng.normal(size=(60, 16)) * 0.3
    features[:, 0] += np.where(classes[order] == 0, 3, -3)
    joined, known = learnable((spec,), states)
    assert joined[0].label_names == ("cat", "dog")
    judging = narrowed((spec,), states, states, joined)
    data = written(tmp_path, joined[0], known, judging)
    told = fit_on_features(data, features.astype(np.float16), range(60)).record.tasks[0]
    assert told.images == 60
    assert told.accuracy is not None
    assert told.map is not None
    assert told.accuracy <= 40 / 60, "the twenty others are never right"
    assert told.map < 0.95, "they look like dogs"


def test_what_is_learnt_says_nothing_of_an_image_of_another_class() -> None:
    states = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=np.int8)
    joined, known = learnable((CLASSES,), states)
    assert (known[4] == State.UNKNOWN).all()
    assert (narrowed((CLASSES,), states, states, joined)[4] == State.ABSENT).all()
    hidden = np.full_like(states, State.UNKNOWN)  # nobody looked at it
    assert (narrowed((CLASSES,), states, hidden, joined) == State.UNKNOWN).all()
