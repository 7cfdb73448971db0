"""What is suggested, and what is not: no learnt probability, a deleted class, a hierarchy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, TaskKind
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.shown_labels import chips_of
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    DeleteLabel,
    SetParents,
    SetUnlabelledAbsent,
)
from labelmt.project.predictions.prediction_rows import prediction_rows
from labelmt.project.project import Project
from labelmt.project.review.bulk_accept import accept_shown, suggestions_above
from labelmt.project.review.review_queue import suggested, suggested_state
from labelmt.project.review.sweep import accept_rest
from labelmt.project.snapshot import take_snapshot

IMAGES = 6
ROWS: NDArray[np.int64] = np.arange(IMAGES, dtype=np.int64)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = new_project(tmp_path, [f"{number}.png" for number in range(IMAGES)])
    yield project
    project.close()


def predicting(
    labels: list[Label], values: list[float], thresholds: list[float] | None = None
) -> Predictions:
    """The same probabilities on every image."""
    array = np.tile(np.array(values, dtype=np.float16), (IMAGES, 1))
    levels = np.array(thresholds or [0.5] * len(labels), dtype=np.float32)
    return Predictions(1, tuple(one.id for one in labels), array, levels)


def view_of(project: Project, predictions: Predictions) -> ProjectView:
    view = ProjectView.from_snapshot(take_snapshot(project))
    view.predictions = predictions
    return view


def test_without_a_learnt_probability_nothing_is_suggested_anywhere(project: Project) -> None:
    tree, sea, new = add_task(project, "objects", TaskKind.MULTILABEL, "tree sea new")
    town, wood = add_task(project, "scene", TaskKind.MULTICLASS, "town wood")
    nan = float("nan")
    predictions = predicting([tree, sea, town, wood], [nan, 0.9, nan, nan])
    view = view_of(project, predictions)
    states, schema = view.matrix, view.schema
    assert suggested(schema, states, predictions, 0) == ((sea.id, State.PRESENT),)
    shown = accept_shown(schema, states, predictions, ROWS)
    assert shown is not None
    assert [label_id for label_id, _state, _rows in shown.states] == [sea.id]
    found = suggestions_above(
        schema, states, predictions, 0.5, among=ROWS, judged_by={}, label_ids=schema.label_ids
    )
    assert list(found.rows) == [sea.id]
    for label in (tree, new, town, wood):
        assert accept_rest(ROWS, label.id, schema, states, predictions) is None
    assert {chip.label.name for chips in chips_of(view, ROWS) for chip in chips} == {"sea"}


def test_what_a_deleted_class_leaves_over_is_not_suggested(project: Project) -> None:
    labels = add_task(project, "scene", TaskKind.MULTICLASS, "town wood sea")
    predictions = predicting(labels, [0.0003, 0.0002, 0.9995])
    project.apply(DeleteLabel(labels[2].id))
    view = view_of(project, predictions)
    assert suggested(view.schema, view.matrix, predictions, 0) == ()
    assert accept_shown(view.schema, view.matrix, predictions, ROWS) is None
    assert accept_rest(ROWS, labels[0].id, view.schema, view.matrix, predictions) is None
    values = {
        one.id: np.full(IMAGES, value, dtype=np.float32)
        for one, value in zip(labels[:2], (0.0003, 0.0002), strict=True)
    }
    rows = prediction_rows(view.schema, ["a"] * IMAGES, values, {})
    assert not any(one.predicted for one in rows)
    likely = predicting(labels, [0.7, 0.1, 0.2])
    assert suggested(view.schema, view.matrix, likely, 0) == ((labels[0].id, State.PRESENT),)


@pytest.mark.parametrize(
    ("probability", "threshold", "state"),
    [
        (0.73, 0.76, State.UNKNOWN),
        (0.73, 0.8, State.UNKNOWN),
        (0.73, 0.95, State.UNKNOWN),
        (0.46, 0.5, State.UNKNOWN),
        (0.54, 0.5, State.UNKNOWN),
        (0.56, 0.5, State.PRESENT),
        (0.44, 0.5, State.ABSENT),
        (0.15, 0.1, State.PRESENT),
        (0.02, 0.1, State.ABSENT),
        (0.0, 0.0, State.UNKNOWN),
        (1.0, 0.5, State.PRESENT),
        (float("nan"), 0.5, State.UNKNOWN),
        (0.9, float("nan"), State.UNKNOWN),
    ],
)
def test_close_to_the_threshold_a_suggestion_stays_open(
    probability: float, threshold: float, state: State
) -> None:
    assert suggested_state(probability, threshold) is state


def hierarchy(project: Project) -> list[Label]:
    """A poodle is a dog is an animal."""
    labels = add_task(project, "animals", TaskKind.MULTILABEL, "animal dog poodle")
    project.apply(SetParents(labels[1].id, (labels[0].id,)))
    project.apply(SetParents(labels[2].id, (labels[1].id,)))
    return labels


def test_with_a_child_its_parents_are_predicted(project: Project) -> None:
    animal, dog, poodle = hierarchy(project)
    schema = project.schema()
    values = {
        one.id: np.array([value], dtype=np.float32)
        for one, value in ((animal, 0.2), (dog, 0.4), (poodle, 0.9))
    }
    rows = prediction_rows(schema, ["a"], values, dict.fromkeys(values, 0.5))
    assert {one.label: one.predicted for one in rows} == {
        "animal": True, "dog": True, "poodle": True,
    }  # fmt: skip
    predictions = predicting([animal, dog, poodle], [0.2, 0.4, 0.9])
    said = dict(suggested(schema, project.annotation_matrix(), predictions, 0))
    assert said == dict.fromkeys((animal.id, dog.id, poodle.id), State.PRESENT)


def test_accepting_never_overwrites_what_a_person_said(project: Project) -> None:
    animal, dog, poodle = hierarchy(project)
    set_states(project, animal, [], [0])  # the others follow
    project.apply(SetParents(dog.id, ()))
    set_states(project, poodle, [1], [])
    project.apply(SetParents(dog.id, (animal.id,)))
    before = project.annotation_matrix().copy()
    assert before[0, 0] == State.ABSENT
    new = [*ROWS.tolist()]
    project.apply(
        AcceptSuggestions(
            1,
            (
                (poodle.id, State.PRESENT, tuple(new)),
                (dog.id, State.ABSENT, (1,)),
                (animal.id, State.ABSENT, (1,)),
            ),
        )
    )
    after = project.annotation_matrix()
    known = before != State.UNKNOWN
    assert (after[known] == before[known]).all()
    assert (after[2:] == State.PRESENT).all(), "where nothing contradicts, all follows"


def test_a_childs_suggestion_stays_open_where_its_parent_is_absent(project: Project) -> None:
    animal, dog, poodle = hierarchy(project)
    predictions = predicting([animal, dog, poodle], [0.2, 0.4, 0.9])
    states = np.full((IMAGES, 3), State.UNKNOWN, dtype=np.int8)
    states[0, 0] = State.ABSENT
    said = dict(suggested(project.schema(), states, predictions, 0))
    assert poodle.id not in said
    assert said.get(dog.id) is not State.PRESENT
    command = AcceptSuggestions(1, ((poodle.id, State.PRESENT, (0, 1)),))
    set_states(project, animal, [], [0])
    project.apply(DeleteLabel(dog.id))  # its child implies what it implied
    project.apply(command)
    after = project.annotation_matrix()
    assert after[0].tolist() == [State.ABSENT, State.ABSENT]
    assert after[1].tolist() == [State.PRESENT, State.PRESENT]


def test_unlabelled_means_absent_is_switched_and_undone(project: Project) -> None:
    add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    add_task(project, "scene", TaskKind.MULTICLASS, "town wood")
    objects, scene = project.schema().tasks
    project.apply(SetUnlabelledAbsent(objects.id, on=True))
    assert [one.unlabelled_absent for one in project.schema().tasks] == [True, False]
    assert project.undo_title == "Read what is unlabelled in objects as absent"
    project.undo()
    assert not project.schema().tasks[0].unlabelled_absent
    project.redo()
    assert project.schema().tasks[0].unlabelled_absent
    project.apply(SetUnlabelledAbsent(objects.id, on=False))
    assert not project.schema().tasks[0].unlabelled_absent
    with pytest.raises(InvalidInput):
        project.apply(SetUnlabelledAbsent(scene.id, on=True))
