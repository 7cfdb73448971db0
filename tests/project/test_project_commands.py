"""Each command does what it says, once, and tells just what views must refresh."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotations import Source, State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, InvalidName, NotFound
from labelmt.domain.key_sets import SHORTCUT_KEYS
from labelmt.domain.schema import PALETTE, Label, TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    CreateTask,
    DeleteLabel,
    DeleteTask,
    EditLabel,
    ImportAnnotations,
    ImportedTask,
    ProjectCommand,
    RenameTask,
    SetAnnotations,
)
from labelmt.project.project import Project

PRESENT, ABSENT, UNKNOWN = State.PRESENT, State.ABSENT, State.UNKNOWN
MULTILABEL = TaskKind.MULTILABEL


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.jpg" for number in range(8)])
    yield made
    made.close()


@pytest.fixture
def things(project: Project) -> list[Label]:
    return add_task(project, "things", TaskKind.MULTILABEL, "tree sea car")


@pytest.fixture
def places(project: Project) -> list[Label]:
    return add_task(project, "place", TaskKind.MULTICLASS, "beach forest harbour")


def test_tasks_and_labels_come_in_the_order_they_were_made(
    project: Project, things: list[Label], places: list[Label]
) -> None:
    assert [task.name for task in project.schema()] == ["things", "place"]
    assert [label.name for label in things] == ["tree", "sea", "car"]
    assert project.schema().labels == tuple(things + places)


def test_labels_are_given_colours_and_keys(things: list[Label], places: list[Label]) -> None:
    labels = things + places
    assert [label.color for label in labels] == list(PALETTE[:6])
    assert [label.shortcut for label in labels] == list(SHORTCUT_KEYS[:6])


def test_a_label_may_bring_its_own_colour_and_key(project: Project, things: list[Label]) -> None:
    project.apply(CreateLabel(things[0].task_id, "dog", "#abcdef", "d"))
    project.apply(CreateLabel(things[0].task_id, "cat", shortcut=""))
    dog, cat = project.schema().labels[-2:]
    assert (dog.color, dog.shortcut) == ("#ABCDEF", "D")
    assert cat.shortcut == ""


def test_names_are_stored_clean(project: Project) -> None:
    project.apply(CreateTask("  two\n words 🙂 ", TaskKind.MULTILABEL))
    assert project.schema().tasks[0].name == "two words 🙂"


@pytest.mark.parametrize(
    "command",
    [
        CreateTask("", TaskKind.MULTILABEL),
        CreateTask("x" * 200, TaskKind.MULTILABEL),
        CreateTask("THINGS", TaskKind.MULTICLASS),
        RenameTask(2, "Things"),
        CreateLabel(1, "  "),
        CreateLabel(1, "a|b"),
        CreateLabel(1, "-"),
        CreateLabel(1, "TREE"),
        CreateLabel(1, "x" * 200),
        EditLabel(1, name="Sea"),
    ],
)
def test_names_that_would_confuse_are_refused(
    project: Project, things: list[Label], places: list[Label], command: ProjectCommand
) -> None:
    before = content_of(project)
    with pytest.raises(InvalidName):
        project.apply(command)
    assert content_of(project) == before


def test_a_key_of_another_label_is_refused_by_its_name(
    project: Project, things: list[Label]
) -> None:
    with pytest.raises(InvalidInput, match="sea"):
        project.apply(EditLabel(things[0].id, shortcut=things[1].shortcut))


@pytest.mark.parametrize("key", ["H", "L", "N", "ab", "ß", " "])
def test_keys_of_the_window_are_no_labels(project: Project, things: list[Label], key: str) -> None:
    with pytest.raises(InvalidInput):
        project.apply(EditLabel(things[0].id, shortcut=key))


def test_a_colour_that_is_none_is_refused(project: Project, things: list[Label]) -> None:
    with pytest.raises(InvalidInput):
        project.apply(EditLabel(things[0].id, color="green"))


@pytest.mark.parametrize(
    "command",
    [
        RenameTask(99, "x"),
        DeleteTask(99),
        CreateLabel(99, "x"),
        EditLabel(99, name="x"),
        DeleteLabel(99),
        SetAnnotations((0,), 99, PRESENT),
        SetAnnotations((8,), 1, PRESENT),
        SetAnnotations((-1,), 1, PRESENT),
        ImportAnnotations("x.csv", (ImportedTask("new", MULTILABEL, ("a",), ((8, ("a",)),)),)),
    ],
)
def test_what_is_not_there_is_told(
    project: Project, things: list[Label], command: ProjectCommand
) -> None:
    before = content_of(project)
    with pytest.raises(NotFound):
        project.apply(command)
    assert content_of(project) == before


def test_an_import_does_not_change_the_kind_of_a_task(
    project: Project, things: list[Label]
) -> None:
    one = ImportedTask("Things", TaskKind.MULTICLASS, ("tree",), ((0, ("tree",)),))
    with pytest.raises(InvalidInput, match="multilabel"):
        project.apply(ImportAnnotations("x.csv", (one,)))
    assert project.annotation_count() == 0


def test_a_change_of_one_property_leaves_the_others(project: Project, things: list[Label]) -> None:
    project.apply(EditLabel(things[1].id, name="ocean"))
    project.apply(EditLabel(things[1].id, color="#010203"))
    project.apply(EditLabel(things[1].id, shortcut="Z"))
    project.apply(EditLabel(things[1].id, name="Ocean"))
    changed = project.schema().label(things[1].id)
    assert (changed.name, changed.color, changed.shortcut) == ("Ocean", "#010203", "Z")
    assert changed.position == things[1].position


def test_annotations_say_who_when_and_from_where(project: Project, things: list[Label]) -> None:
    project.apply(SetAnnotations((2,), things[0].id, PRESENT))
    project.apply(SetAnnotations((2,), things[1].id, ABSENT, Source.SUGGESTION, run_id=7))
    tree, sea = project.annotations_of(2)
    assert (tree.state, tree.source, tree.run_id) == (PRESENT, Source.HUMAN, None)
    assert (sea.state, sea.source, sea.run_id) == (ABSENT, Source.SUGGESTION, 7)
    assert tree.annotator == project.database.annotator(getpass.getuser)
    assert tree.at <= sea.at
    assert tree.at.endswith("+00:00")


def test_the_matrix_holds_all_states(project: Project, things: list[Label]) -> None:
    project.apply(SetAnnotations((0, 2), things[0].id, PRESENT))
    project.apply(SetAnnotations((1,), things[0].id, ABSENT))
    matrix = project.annotation_matrix()
    assert matrix.dtype == np.int8
    assert matrix[:4].tolist() == [[1, -1, -1], [0, -1, -1], [1, -1, -1], [-1, -1, -1]]


def test_one_class_takes_the_place_of_another(project: Project, places: list[Label]) -> None:
    beach, forest, _ = places
    project.apply(SetAnnotations((0,), beach.id, PRESENT))
    project.apply(SetAnnotations((0,), forest.id, PRESENT))
    assert project.annotation_matrix()[0].tolist() == [ABSENT, PRESENT, ABSENT]
    [stored] = project.annotations_of(0)
    assert stored.label_id == forest.id


def test_a_class_taken_back_leaves_nothing_known(project: Project, places: list[Label]) -> None:
    project.apply(SetAnnotations((0,), places[0].id, PRESENT))
    project.apply(SetAnnotations((0,), places[0].id, UNKNOWN))
    assert project.annotation_matrix()[0].tolist() == [UNKNOWN] * 3


def test_a_class_made_later_is_absent_too(project: Project, places: list[Label]) -> None:
    project.apply(SetAnnotations((0,), places[0].id, PRESENT))
    project.apply(CreateLabel(places[0].task_id, "desert"))
    assert project.annotation_matrix()[0].tolist() == [PRESENT, ABSENT, ABSENT, ABSENT]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("column", [0, 2, 4])
def test_a_patch_brings_a_copy_up_to_date(
    project: Project, things: list[Label], places: list[Label], column: int, state: State
) -> None:
    """The window patches its matrix; it must then hold what the project holds."""
    labels = things + places
    for row in range(6):
        project.apply(SetAnnotations((row,), labels[row % 3].id, State(row % 2)))
        project.apply(SetAnnotations((row,), labels[3 + row % 3].id, PRESENT))
    copy = project.annotation_matrix().copy()
    patch = project.apply(SetAnnotations((5, 0, 3, 3), labels[column].id, state)).annotations
    if patch is not None:
        columns = np.array([project.schema().columns[label_id] for label_id in patch.label_ids])
        copy[np.ix_(patch.rows, columns)] = patch.states
    assert np.array_equal(copy, project.annotation_matrix())


def test_a_class_patches_all_classes(project: Project, places: list[Label]) -> None:
    patch = project.apply(SetAnnotations((4,), places[1].id, PRESENT)).annotations
    assert patch is not None
    assert patch.label_ids == tuple(label.id for label in places)
    assert patch.states.tolist() == [[ABSENT, PRESENT, ABSENT]]


def test_what_changes_nothing_leaves_no_trace(project: Project, things: list[Label]) -> None:
    project.apply(SetAnnotations((0,), things[0].id, PRESENT))
    [before] = project.annotations_of(0)
    title = project.undo_title
    heard: list[Changes] = []
    project.subscribe(heard.append)
    for command in (
        SetAnnotations((0,), things[0].id, PRESENT, Source.SUGGESTION, run_id=3),
        SetAnnotations((1,), things[0].id, UNKNOWN),
        SetAnnotations((), things[0].id, PRESENT),
        EditLabel(things[0].id, name="tree"),
        RenameTask(things[0].task_id, "things"),
    ):
        assert not project.apply(command)
    assert heard == []
    assert project.undo_title == title
    assert project.annotations_of(0) == (before,), "who said it first is remembered"


def test_numbers_of_numpy_are_rows_too(project: Project, things: list[Label]) -> None:
    rows = tuple(np.array([1, 3], dtype=np.int64))
    project.apply(SetAnnotations(rows, things[0].id, PRESENT))
    project.undo()
    assert (project.annotation_matrix() == UNKNOWN).all()


def test_deleting_takes_the_annotations_along(
    project: Project, things: list[Label], places: list[Label]
) -> None:
    project.apply(SetAnnotations((0, 1, 2), things[0].id, PRESENT))
    project.apply(SetAnnotations((0,), places[0].id, PRESENT))
    assert project.annotation_count([things[0].id]) == 3
    assert project.annotation_count() == 4
    project.apply(DeleteLabel(things[0].id))
    assert project.annotation_count() == 1
    assert [label.name for label in project.schema().labels][:2] == ["sea", "car"]
    project.apply(DeleteTask(places[0].task_id))
    assert project.annotation_count() == 0
    assert len(project.schema().tasks) == 1


def test_an_id_is_never_given_twice(project: Project, things: list[Label]) -> None:
    project.apply(DeleteLabel(things[2].id))
    project.apply(CreateLabel(things[0].task_id, "car"))
    project.apply(DeleteTask(things[0].task_id))
    project.apply(CreateTask("things", TaskKind.MULTILABEL))
    assert project.schema().tasks[0].id > things[0].task_id
    project.undo()
    project.undo()
    assert project.schema().label_named(things[0].task_id, "car") != things[2]


def test_titles_say_what_would_be_undone(project: Project, things: list[Label]) -> None:
    project.apply(SetAnnotations((0, 1), things[0].id, PRESENT))
    assert project.undo_title == "Set tree present on 2 images"
    assert project.redo_title is None
    changes = project.undo()
    assert changes is not None
    assert changes.title == "Set tree present on 2 images"
    assert project.redo_title == "Set tree present on 2 images"


def test_listeners_hear_each_change_until_they_leave(project: Project, things: list[Label]) -> None:
    heard: list[Changes] = []
    leave = project.subscribe(heard.append)
    first = project.apply(SetAnnotations((0,), things[0].id, PRESENT))
    second = project.undo()
    third = project.redo()
    leave()
    leave()
    project.undo()
    assert heard == [first, second, third]
