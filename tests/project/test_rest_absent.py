"""The rest of a task set absent: what is unknown alone, counted, estimated, undone as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project

from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import Label, TaskKind
from labelmt.project.commands.commands import SetAnnotations, SetParents, SetRestAbsent
from labelmt.project.project import Project
from labelmt.project.review.unseen_estimate import estimate_rest
from labelmt.project.review.written_states import Written, apply_counting

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.jpg" for number in range(8)])
    yield made
    made.close()


@pytest.fixture
def things(project: Project) -> list[Label]:
    return add_task(project, "things", TaskKind.MULTILABEL, "tree oak car")


@pytest.fixture
def places(project: Project) -> list[Label]:
    return add_task(project, "place", TaskKind.MULTICLASS, "beach forest")


def matrix(project: Project, *rows: int) -> list[list[int]]:
    found: list[list[int]] = project.annotation_matrix()[list(rows)].tolist()
    return found


def test_what_is_known_stays_and_exactly_one_tells_the_rest_itself(
    project: Project, things: list[Label], places: list[Label]
) -> None:
    tasks = (things[0].task_id, places[0].task_id)
    project.apply(SetAnnotations((0,), things[2].id, P))
    command = SetRestAbsent((0, 1), tasks, None, Seen.VISIBLE)
    expected = estimate_rest(
        np.array([0, 1]), tasks, None, project.schema(), project.annotation_matrix()
    )
    assert (expected.present, expected.absent, len(expected.rows)) == (0, 5, 2)
    changes, written = apply_counting(project, command)
    assert changes.title == "Set the rest of things, place absent on 2 images"
    assert written == Written(changes.title, 2, 0, 5, 0)
    assert matrix(project, 0, 1, 2) == [[A, A, P, U, U], [A, A, A, U, U], [U] * 5]
    assert {one.seen for one in project.annotations_of(1)} == {Seen.VISIBLE}
    project.undo()
    assert matrix(project, 0, 1) == [[U, U, P, U, U], [U] * 5]


def test_what_the_present_label_implies_is_not_set_absent(
    project: Project, things: list[Label]
) -> None:
    tree, oak, _car = things
    project.apply(SetParents(oak.id, (tree.id,)))
    project.apply(SetAnnotations((0,), tree.id, A))
    command = SetRestAbsent((0, 1), (tree.task_id,), oak.id)
    changes, written = apply_counting(project, command)
    assert changes.title == "Set oak present, the rest of things absent on 2 images"
    assert matrix(project, 0, 1) == [[P, P, A]] * 2
    assert (written.images, written.present, written.absent) == (2, 4, 2)


def test_an_estimate_says_what_is_decided_otherwise(project: Project, things: list[Label]) -> None:
    project.apply(SetAnnotations((0, 1), things[0].id, A))
    estimate = estimate_rest(
        np.array([0, 1, 2]), (things[0].task_id,), things[0].id, project.schema(),
        project.annotation_matrix(),
    )  # fmt: skip
    assert (estimate.present, estimate.absent, estimate.replaced) == (3, 6, 2)
