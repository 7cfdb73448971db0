"""A label typed for images: made and set present as one action, undone as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, new_project

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import InvalidName, NotFound
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import LabelWithNew, SetAnnotations
from labelmt.project.project import Project
from labelmt.project.review.written_states import Written, apply_counting

P, U = State.PRESENT, State.UNKNOWN


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.jpg" for number in range(4)])
    yield made
    made.close()


def test_the_first_label_brings_its_task_and_one_undo_takes_all_of_it(project: Project) -> None:
    project.apply(LabelWithNew((0, 2), " tree ", None, "labels", Seen.VISIBLE))
    (task,) = project.schema().tasks
    assert (task.name, task.kind) == ("labels", TaskKind.MULTILABEL)
    (label,) = task.labels
    assert (label.name, label.shortcut) == ("tree", "1")
    assert project.annotation_matrix()[:, 0].tolist() == [P, U, P, U]
    assert project.undo_title == "Make label tree, present on 2 images"
    assert [one.seen for one in project.annotations_of(0)] == [Seen.VISIBLE]
    project.undo()
    assert project.schema().tasks == ()
    assert project.undo_title is None
    project.redo()
    assert project.annotation_matrix()[:, 0].tolist() == [P, U, P, U]


def test_in_a_task_with_exactly_one_the_new_label_takes_the_place_of_another(
    project: Project,
) -> None:
    beach, forest = add_task(project, "place", TaskKind.MULTICLASS, "beach forest")
    project.apply(SetAnnotations((0,), beach.id, P))
    _, written = apply_counting(project, LabelWithNew((0, 1), "harbour", beach.task_id))
    assert written == Written("Make label harbour, present on 2 images", 2, 2, 0, 0)
    columns = project.schema().columns
    harbour = project.schema().task(beach.task_id).labels[-1]
    matrix = project.annotation_matrix()
    assert matrix[:2, columns[harbour.id]].tolist() == [P, P]
    assert P not in matrix[:, [columns[beach.id], columns[forest.id]]]
    project.undo()
    assert project.annotation_matrix()[0, project.schema().columns[beach.id]] == P


def test_a_name_that_is_taken_or_an_image_that_is_not_there_changes_nothing(
    project: Project,
) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    before = project.undo_title
    with pytest.raises(InvalidName):
        project.apply(LabelWithNew((0,), "Tree", tree.task_id))
    with pytest.raises(NotFound):
        project.apply(LabelWithNew((9,), "sea", tree.task_id))
    with pytest.raises(InvalidName):
        project.apply(LabelWithNew((0,), "sea", None, "things"))
    assert project.undo_title == before
    assert [label.name for label in project.schema().labels] == ["tree"]
