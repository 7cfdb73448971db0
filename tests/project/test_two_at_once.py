"""Two processes at one project: each sees what the other does, and takes back its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotations import Seen, State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, DeleteLabel, SetAnnotations
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.storage import run_repository
from labelmt.storage.row_delta import Delta, Value


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Project, Project]]:
    one = new_project(tmp_path, [f"{n}.jpg" for n in range(20)])
    add_task(one, "things", TaskKind.MULTILABEL, "tree sea")
    other = Project.open(one.folder)
    for project in (one, other):
        assert project.look_for_others() is None
    yield one, other
    one.close()
    other.close()


def label(project: Project, rows: tuple[int, ...], state: State = State.PRESENT) -> None:
    tree = project.schema().tasks[0].labels[0].id
    project.apply(SetAnnotations(rows, tree, state, seen=Seen.VISIBLE))


def test_what_another_process_does_is_noticed(two: tuple[Project, Project]) -> None:
    one, other = two
    told: list[Changes] = []
    one.subscribe(told.append)
    label(other, (3, 4))
    news = one.look_for_others()
    assert news is not None
    assert news.annotations is not None
    assert news.annotations.rows.tolist() == [3, 4]
    assert told == [news]
    assert one.look_for_others() is None
    other.apply(CreateLabel(other.schema().tasks[0].id, "car"))
    news = one.look_for_others()
    assert news is not None
    assert news.schema
    add_images(other, 1, [FoundImage("new.jpg", 1, 1)])
    news = one.look_for_others()
    assert news is not None
    assert news.images == (20,)
    with other.database.write() as connection:
        run_repository.insert_run(connection, "heads", "small_cnn", "2026-11-30")
    news = one.look_for_others()
    assert news is not None
    assert news.runs


def test_ones_own_work_is_no_news(two: tuple[Project, Project]) -> None:
    one, _ = two
    label(one, (1,))
    one.undo()
    one.redo()
    add_images(one, 1, [FoundImage("new.jpg", 1, 1)])
    assert one.look_for_others() is None


def test_undo_takes_back_ones_own(two: tuple[Project, Project]) -> None:
    one, other = two
    label(one, (1,))
    label(other, tuple(range(5, 20)))
    assert one.look_for_others() is not None
    assert one.undo_title == "Set tree present on 1 image"
    changes = one.undo()
    assert changes is not None
    assert one.annotation_count() == 15, "the other's stay"
    assert one.undo_title == "Make label sea"
    one.redo()
    assert one.annotation_count() == 16
    other.undo()
    assert other.annotation_count() == 1
    reopened = Project.open(one.folder)
    assert reopened.undo_title == "Set tree present on 1 image"
    assert reopened.redo_title == "Set tree present on 15 images"
    reopened.close()


def test_undo_passes_over_what_came_while_it_waited_for_its_turn(
    two: tuple[Project, Project],
) -> None:
    one, other = two
    label(one, (1,))
    label(other, (5, 6))
    one._history.undo()  # as if the other's had come after the look that comes before
    assert one.annotation_count() == 2, "the other's stay"
    assert {row for row in range(20) if one.annotations_of(row)} == {5, 6}


def test_undo_asks_first_what_the_other_did(two: tuple[Project, Project]) -> None:
    one, other = two
    label(one, (1,))
    label(other, (1, 2), State.ABSENT)
    one.undo()  # nobody has looked since
    states = {row: content_of(one).annotations[row][0].state for row in (1, 2)}
    assert states == {1: State.ABSENT, 2: State.ABSENT}, "what was changed since stays"


def test_a_label_that_another_process_uses_is_not_undone(two: tuple[Project, Project]) -> None:
    one, other = two
    one.apply(CreateLabel(one.schema().tasks[0].id, "car"))
    car = one.schema().tasks[0].labels[-1].id
    other.apply(SetAnnotations((1,), car, State.PRESENT))
    with pytest.raises(InvalidInput, match="Another window"):
        one.undo()
    assert one.annotation_count() == 1
    other.undo()
    one.undo()
    assert len(one.schema().tasks[0].labels) == 2


def test_going_back_far_takes_time_that_grows_with_what_was_done(tmp_path: Path) -> None:
    value = Value(1, "human", "ada", "2026", None, "one")
    deltas = [Delta(annotations={n % 7: {n: (None, value)}}) for n in range(40_000)]
    began = time.process_time()
    assert sum(map(len, Delta.of(deltas).annotations.values())) == 40_000
    assert time.process_time() - began < 5, "one copied for each would take a minute"
    project = new_project(tmp_path, [f"{n}.jpg" for n in range(60)])
    add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    before = content_of(project)
    start = project.history(0, 100).entries[-1].id
    for row in range(60):
        label(project, (row,))
    after = content_of(project)
    project.go_to(start)
    assert content_of(project) == before
    project.close()
    project = Project.open(project.folder)
    while project.redo():
        pass
    assert content_of(project) == after
    project.apply(DeleteLabel(project.schema().tasks[0].labels[0].id))
    project.close()
