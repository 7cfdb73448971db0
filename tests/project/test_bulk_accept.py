"""Suggestions above a probability: what is counted, and what is promised of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.review.bulk_accept import accepting, expected_precision, suggestions_above

ANY = Task(1, "objects", TaskKind.MULTILABEL, (Label(1, 1, "tree", "#000000", "1"),))
ONE = Task(
    2,
    "scene",
    TaskKind.MULTICLASS,
    (Label(2, 2, "beach", "#000000", "2"), Label(3, 2, "forest", "#000000", "3")),
)
SCHEMA = Schema((ANY, ONE))


def unknown(images: int) -> NDArray[np.int8]:
    return np.full((images, 3), State.UNKNOWN, dtype=np.int8)


def predicted(*rows: tuple[float, float, float]) -> Predictions:
    return Predictions(5, (1, 2, 3), np.array(rows, np.float16), np.full(3, 0.5, np.float32))


def test_what_is_unknown_and_probable_is_suggested() -> None:
    predictions = predicted((0.9, 0.2, 0.8), (0.9, 0.9, 0.1), (0.3, 0.5, 0.5))
    states = unknown(3)
    states[1, 0] = State.ABSENT
    found = suggestions_above(
        SCHEMA, states, predictions, 0.5, among=np.arange(3), judged_by={}, label_ids=(1, 2, 3)
    )
    assert {key: rows.tolist() for key, rows in found.rows.items()} == {1: [0], 2: [1], 3: [0]}
    assert (found.images, found.pairs) == (2, 3)
    assert found.expected is None, "no held-out image tells"
    command = accepting(found, predictions)
    assert command.run_id == 5
    assert (1, State.PRESENT, (0,)) in command.states


def test_just_the_images_in_view_and_the_labels_chosen() -> None:
    predictions = predicted((0.9, 0.9, 0.1), (0.9, 0.9, 0.1))
    found = suggestions_above(
        SCHEMA, unknown(2), predictions, 0.5, among=np.array([1]), judged_by={}, label_ids=(2,)
    )
    assert {key: rows.tolist() for key, rows in found.rows.items()} == {2: [1]}


def test_precision_is_that_on_images_it_was_judged_by() -> None:
    """Rows 0 to 29 were judged, unseen; row 30 has been annotated since."""
    predictions = predicted(*[(0.9, 0.0, 0.0)] * 40)
    states = unknown(40)
    states[:31, 0] = [1] * 27 + [0] * 3 + [1]
    values = np.array([[0.9, 0.1, 0.2]] * 30 + [[0.9, 0.1, 0.2]], dtype=np.float32)
    then = states[:31].copy()
    then[30] = State.UNKNOWN
    judged = HeldOutPredictions((1, 2, 3), np.arange(31), then, values)
    found = suggestions_above(
        SCHEMA, states, predictions, 0.5,
        among=np.arange(40), judged_by={5: judged}, label_ids=(1,),
    )  # fmt: skip
    assert found.pairs == 9
    assert found.expected is not None
    assert found.expected.share == pytest.approx(0.9)
    assert found.expected.judged == 30
    assert 0.7 < found.expected.low < 0.9 < found.expected.high < 1.0
    other = suggestions_above(
        SCHEMA, states, predictions, 0.5,
        among=np.arange(40), judged_by={4: judged}, label_ids=(1,),
    )  # fmt: skip
    assert other.expected is None, "another run's judgement says nothing"


def test_of_exactly_one_label_the_most_probable_is_judged() -> None:
    predictions = predicted(*[(0.0, 0.9, 0.1)] * 50)
    states = unknown(50)
    states[:40, 1:] = [[1, 0], [0, 1]] * 20
    values = np.tile(np.array([[0, 0.6, 0.4], [0, 0.6, 0.4]], dtype=np.float32), (20, 1))
    found = suggestions_above(
        SCHEMA, states, predictions, 0.3,
        among=np.arange(50), label_ids=(2, 3),
        judged_by={5: HeldOutPredictions((1, 2, 3), np.arange(40), states[:40], values)},
    )  # fmt: skip
    assert found.expected is not None
    assert (found.expected.judged, found.expected.share) == (40, 0.5)


def test_the_interval_against_known_values() -> None:
    assert expected_precision(19, 19) is None
    sure = expected_precision(100, 100)
    assert sure is not None
    assert sure.high == 1.0
    assert sure.low == pytest.approx(0.975, abs=0.001)
