"""The order of review, against plain definitions; what is suggested, and what accepting asserts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import Source, State
from labelmt.domain.predictions import Predictions
from labelmt.domain.tasks import Schema, TaskKind
from labelmt.project.commands import AcceptSuggestions
from labelmt.project.project import Project
from labelmt.project.review.pace import ReviewPace
from labelmt.project.review.queue import Reason, review_queue, suggested

IMAGES = 60


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.png" for number in range(IMAGES)])
    add_task(made, "objects", TaskKind.MULTILABEL, "tree sea")
    add_task(made, "scene", TaskKind.MULTICLASS, "beach forest")
    yield made
    made.close()


def labels(schema: Schema) -> dict[str, int]:
    return {label.name: label.id for label in schema.labels}


def predicted(schema: Schema, seed: int = 0) -> Predictions:
    rng = np.random.default_rng(seed)
    values = rng.random((IMAGES, len(schema.labels)))
    values[:, 3] = 1 - values[:, 2]
    ids = tuple(label.id for label in schema.labels)
    return Predictions(7, ids, values.astype(np.float16), np.full(len(ids), 0.5, np.float32))


def grouped(kinds: int) -> np.ndarray:
    rows = np.arange(IMAGES, dtype=np.int32)
    return np.stack([rows % kinds, rows // kinds], axis=1)


EVERYTHING = np.arange(IMAGES)


def test_typical_images_come_first_while_nothing_is_known(project: Project) -> None:
    schema, states = project.schema(), project.annotation_matrix()
    queue = review_queue(schema, states, None, grouped(6), among=EVERYTHING)
    assert queue.rows[:7].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert set(queue.reasons) == {Reason.TYPICAL}
    set_states(project, project.schema().labels[0], [0], [1])
    queue = review_queue(schema, project.annotation_matrix(), None, grouped(6), among=EVERYTHING)
    assert queue.rows[:4].tolist() == [2, 3, 4, 5], "kinds nobody has looked at"


def test_uncertain_images_are_one_of_each_kind(project: Project) -> None:
    schema, states = project.schema(), project.annotation_matrix()
    predictions, groups = predicted(schema), grouped(12)
    queue = review_queue(schema, states, predictions, groups, among=EVERYTHING)
    picked = [
        row
        for row, reason in zip(queue.rows.tolist(), queue.reasons, strict=True)
        if reason is Reason.UNCERTAIN
    ]
    assert len({row % 12 for row in picked[:8]}) == 8
    shares = [queue.reasons[:40].count(one) / 40 for one in (Reason.UNCERTAIN, Reason.CHANCE)]
    assert shares == pytest.approx([0.70, 0.15], abs=0.03)
    assert sorted(queue.rows.tolist()) == list(range(IMAGES)), "each once"


def test_a_task_alone_and_what_is_left(project: Project) -> None:
    schema = project.schema()
    beach = schema.label(labels(schema)["beach"])
    set_states(project, beach, list(range(10)), [])
    states, scene = project.annotation_matrix(), schema.task_of(beach.id).id
    queue = review_queue(schema, states, predicted(schema), None, among=EVERYTHING, task_id=scene)
    assert queue.remaining == IMAGES - 10
    assert set(queue.rows.tolist()) == set(range(10, IMAGES))


@given(skipped=st.lists(st.integers(0, IMAGES - 1), unique=True, max_size=20))
def test_skipped_images_come_back_last(skipped: list[int]) -> None:
    from labelmt.domain.tasks import Label, Task

    label = Label(1, 1, "tree", "#000000", "1")
    schema = Schema((Task(1, "objects", TaskKind.MULTILABEL, (label,)),))
    states = np.full((IMAGES, 1), State.UNKNOWN, dtype=np.int8)
    queue = review_queue(schema, states, None, None, among=EVERYTHING, skipped=skipped)
    count = len(skipped)
    assert queue.rows[len(queue.rows) - count :].tolist() == skipped
    assert queue.remaining == IMAGES
    assert sorted(queue.rows.tolist()) == list(range(IMAGES))


def test_suggestions_fill_in_what_is_unknown(project: Project) -> None:
    schema = project.schema()
    names = labels(schema)
    set_states(project, schema.label(names["sea"]), [3], [])
    predictions = predicted(schema)
    found = dict(suggested(schema, project.annotation_matrix(), predictions, 3))
    values = predictions.probabilities[3]
    tree = State.PRESENT if values[0] >= 0.5 else State.ABSENT
    scene = "beach" if values[2] > values[3] else "forest"
    assert found == {names["tree"]: tree, names[scene]: State.PRESENT}
    assert suggested(schema, project.annotation_matrix(), None, 3) == ()


def test_accepting_asserts_just_what_was_unknown_and_says_where_it_is_from(
    project: Project,
) -> None:
    schema = project.schema()
    names = labels(schema)
    set_states(project, schema.label(names["tree"]), [], [1])
    set_states(project, schema.label(names["beach"]), [2], [])
    states = (
        (names["tree"], State.PRESENT, (0, 1)),
        (names["forest"], State.PRESENT, (0, 2)),
        (names["sea"], State.ABSENT, (0,)),
    )
    before = project.annotation_matrix()
    project.apply(AcceptSuggestions(7, states))
    asserted = {one.label_id: one for one in project.annotations_of(0)}
    assert {one.state for one in asserted.values()} == {State.PRESENT, State.ABSENT}
    assert {(one.source, one.run_id) for one in asserted.values()} == {(Source.SUGGESTION, 7)}
    after = project.annotation_matrix()
    assert (after[1:3] == before[1:3]).all(), "what a person said stays"
    assert project.undo_title == "Accept suggestions on 1 image"
    project.undo()
    assert (project.annotation_matrix() == before).all()


def test_the_pace_is_the_median_of_the_last_images() -> None:
    pace = ReviewPace()
    for seconds in (2.0, 4.0):
        pace.note(seconds)
    assert pace.seconds_for(10) is None
    pace.note(300.0)
    pace.note(3.0)
    assert pace.done == 4
    assert pace.seconds_for(10) == 30.0
