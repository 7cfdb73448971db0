"""Suggestions above a probability: what is counted, and what is promised of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.review.bulk_accept import accepting, suggestions_above
from labelmt.project.review.expected_precision import (
    JudgedSuggestions,
    precision_of_offered,
    share_right,
)

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
    predictions = predicted(*[(0.9, 0.0, 0.0)] * 400)
    states = unknown(400)
    states[:31, 0] = [1] * 27 + [0] * 3 + [1]
    values = np.array([[0.9, 0.1, 0.2]] * 30 + [[0.9, 0.1, 0.2]], dtype=np.float32)
    then = states[:31].copy()
    then[30] = State.UNKNOWN
    judged = HeldOutPredictions((1, 2, 3), np.arange(31), then, values)
    found = suggestions_above(
        SCHEMA, states, predictions, 0.5,
        among=np.arange(400), judged_by={5: judged}, label_ids=(1,),
    )  # fmt: skip
    assert found.pairs == 369
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
    assert share_right(19, 19) is None
    sure = share_right(100, 100)
    assert sure is not None
    assert sure.high == 1.0
    assert sure.low == pytest.approx(0.975, abs=0.001)


def judged_suggestions(probabilities: list[float], right: list[bool]) -> JudgedSuggestions:
    count = len(right)
    none = np.zeros(count, dtype=np.bool_)
    return JudgedSuggestions(np.arange(count), np.array(probabilities), np.array(right), none)


def test_what_is_left_is_not_judged_by_what_has_gone() -> None:
    """Of those near 0.95 all were right, of those near 0.75 half; what is offered is near 0.75."""
    judged = judged_suggestions([0.95] * 80 + [0.75] * 40, [True] * 80 + [True, False] * 20)
    told = precision_of_offered(judged, np.full(50, 0.75, dtype=np.float16))
    assert told is not None
    assert (told.share, told.judged) == (0.5, 40)
    whole = precision_of_offered(judged, np.array([0.95] * 100 + [0.75] * 100))
    assert whole is not None
    assert whole.share == pytest.approx(0.75, abs=0.01), "as many of each are offered"
    few = precision_of_offered(judged.part(np.arange(120) < 90), np.full(50, 0.75))
    assert few is None, "ten say nothing, however many sure ones there are"


def test_the_share_of_few_is_less_sure_than_of_many() -> None:
    judged = judged_suggestions([0.9] * 100, [True] * 90 + [False] * 10)
    few, many = (precision_of_offered(judged, np.full(count, 0.9)) for count in (10, 10_000))
    assert few is not None
    assert many is not None
    assert few.low < many.low < few.share == many.share < many.high < few.high


def test_suggestions_of_one_image_tell_less_than_as_many_of_several() -> None:
    right = [True] * 60 + [False] * 20
    apart = judged_suggestions([0.9] * 80, right)
    alike = JudgedSuggestions(np.arange(80) // 4, apart.probabilities, apart.right, apart.by_chance)
    one, other = (precision_of_offered(each, np.full(500, 0.9)) for each in (apart, alike))
    assert one is not None
    assert other is not None
    assert other.low < one.low < one.high < other.high
