"""What an edit would change is told before, exactly, and nothing is written by asking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project, set_states

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, InvalidName, NotFound
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    ArchiveLabels,
    ArchiveTask,
    CreateLabel,
    DeleteLabels,
    DeleteTask,
    EditLabel,
    ImportAnnotations,
    ImportedTask,
    MergeLabels,
    MoveLabels,
    MoveTask,
    SetAnnotations,
    SetParents,
)
from labelmt.project.project import Project
from labelmt.project.schema.affected_counts import AffectedCounts, affected_counts


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.jpg" for number in range(10)])
    yield made
    made.close()


def test_every_edit_tells_its_counts(project: Project) -> None:
    car, truck, vehicle = add_task(project, "things", TaskKind.MULTILABEL, "car truck vehicle")
    beach, _city = add_task(project, "place", TaskKind.MULTICLASS, "beach city")
    set_states(project, car, [0, 1, 2], [3])
    set_states(project, truck, [3, 4], [0])
    set_states(project, vehicle, [], [1])
    set_states(project, beach, [0, 9], [])
    before = content_of(project)
    things, place = project.schema().tasks
    for command, counts in (
        (EditLabel(car.id, name="auto"), AffectedCounts(0, 1, 4, 4)),
        (ArchiveLabels((car.id, truck.id)), AffectedCounts(0, 2, 7, 5)),
        (ArchiveTask(things.id), AffectedCounts(1, 0, 8, 5)),
        (MoveTask(place.id, 0), AffectedCounts(2, 0, 2, 2)),
        (DeleteLabels((car.id,)), AffectedCounts(0, 1, 4, 4)),
        (DeleteTask(things.id), AffectedCounts(1, 3, 8, 5)),
        (MergeLabels((truck.id,), car.id), AffectedCounts(0, 2, 3, 3, conflicts=2)),
        (MoveLabels((car.id,), place.id), AffectedCounts(0, 1, 4, 4, conflicts=1)),
        (SetParents(car.id, (vehicle.id,)), AffectedCounts(0, 1, 4, 4, conflicts=1, implied=3)),
        (SetAnnotations((5, 6), car.id, State.PRESENT), AffectedCounts(0, 0, 4, 4)),
    ):
        assert affected_counts(project, command) == counts, command
    assert content_of(project) == before
    assert project.undo_title == "Set beach present on 2 images"


def test_marking_follows_the_hierarchy_both_ways(project: Project) -> None:
    animal, bird, sparrow = add_task(project, "things", TaskKind.MULTILABEL, "animal bird sparrow")
    project.apply(SetParents(sparrow.id, (bird.id,)))
    project.apply(SetParents(bird.id, (animal.id,)))
    project.apply(SetAnnotations((0, 1), sparrow.id, State.PRESENT))
    assert project.annotation_matrix()[:3].tolist() == [[1, 1, 1], [1, 1, 1], [-1, -1, -1]]
    project.apply(SetAnnotations((1,), animal.id, State.ABSENT))
    assert project.annotation_matrix()[:2].tolist() == [[1, 1, 1], [0, 0, 0]]
    project.apply(SetAnnotations((1,), bird.id, State.PRESENT))
    assert project.annotation_matrix()[1].tolist() == [1, 1, 0]
    assert {one.source for one in project.annotations_of(1)} == {"human"}
    project.undo()
    project.undo()
    assert project.annotation_matrix()[1].tolist() == [1, 1, 1]


def test_a_table_may_name_synonyms_and_need_not_name_what_follows(project: Project) -> None:
    bird, sparrow, _ = add_task(project, "things", TaskKind.MULTILABEL, "bird sparrow car")
    project.apply(SetParents(sparrow.id, (bird.id,)))
    project.apply(EditLabel(sparrow.id, synonyms=("passer",)))
    cells = ((0, ("Passer", "sparrow")), (1, ("bird",)), (2, ()))
    one = ImportedTask("things", TaskKind.MULTILABEL, ("Passer", "bird", "sparrow"), cells)
    project.apply(ImportAnnotations("table.csv", (one,)))
    assert project.annotation_matrix()[:3].tolist() == [[1, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_what_may_not_be_is_refused_with_words(project: Project) -> None:
    a, b, c = add_task(project, "things", TaskKind.MULTILABEL, "a b c")
    d, e = add_task(project, "place", TaskKind.MULTICLASS, "a e")
    project.apply(SetParents(a.id, (b.id,)))
    project.apply(SetParents(b.id, (c.id,)))
    before = content_of(project)
    with pytest.raises(InvalidInput, match="would imply itself") as told:
        project.apply(SetParents(c.id, (a.id,)))
    assert told.value.subject.count("→") == 3
    with pytest.raises(InvalidInput, match="would imply itself"):
        project.apply(SetParents(a.id, (a.id,)))
    with pytest.raises(InvalidInput, match="would imply itself"):
        project.apply(MergeLabels((a.id,), c.id))
    with pytest.raises(InvalidInput, match="exactly one label"):
        project.apply(SetParents(d.id, (e.id,)))
    with pytest.raises(InvalidInput, match="its own task"):
        project.apply(SetParents(a.id, (e.id,)))
    with pytest.raises(InvalidName, match="of this name"):
        project.apply(MoveLabels((d.id,), a.task_id))
    with pytest.raises(InvalidInput, match="at least two"):
        project.apply(MergeLabels((a.id,), a.id))
    with pytest.raises(NotFound):
        project.apply(DeleteLabels((99,)))
    assert content_of(project) == before


def test_a_synonym_is_a_name_of_one_label_only(project: Project) -> None:
    car, truck = add_task(project, "things", TaskKind.MULTILABEL, "car truck")
    project.apply(EditLabel(car.id, synonyms=(" auto ", "AUTO", "Car")))
    assert project.schema().label(car.id).synonyms == ("auto",)
    for command in (
        EditLabel(truck.id, synonyms=("Auto",)),
        EditLabel(truck.id, name="auto"),
        CreateLabel(car.task_id, "auto"),
    ):
        with pytest.raises(InvalidName, match="synonym of car"):
            project.apply(command)
    project.apply(EditLabel(car.id, name="Auto"))  # its own: they change places
    assert project.schema().label(car.id).synonyms == ()


def test_an_archived_label_gives_its_key_away_and_gets_another(project: Project) -> None:
    car, truck = add_task(project, "things", TaskKind.MULTILABEL, "car truck")
    project.apply(ArchiveLabels((car.id,)))
    project.apply(EditLabel(truck.id, shortcut=car.shortcut))
    project.apply(ArchiveLabels((car.id,), False))
    keys = [label.shortcut for label in project.schema().labels]
    assert keys[1] == car.shortcut
    assert keys[0] not in ("", car.shortcut)


def test_archived_labels_are_out_of_the_matrix_and_decide_still(project: Project) -> None:
    beach, city, sea = add_task(project, "place", TaskKind.MULTICLASS, "beach city sea")
    project.apply(SetAnnotations((0,), beach.id, State.PRESENT))
    project.apply(SetAnnotations((1,), sea.id, State.PRESENT))
    project.apply(ArchiveLabels((beach.id,)))
    assert [label.id for label in project.schema().labels] == [city.id, sea.id]
    assert project.annotation_matrix()[:3].tolist() == [[0, 0], [0, 1], [-1, -1]]
    project.apply(SetAnnotations((0,), sea.id, State.PRESENT))  # takes its place, hidden or not
    project.apply(ArchiveLabels((beach.id,), False))
    assert project.annotation_matrix()[0].tolist() == [0, 0, 1]


def test_looks_and_order_do_not_read_states_again(project: Project) -> None:
    car, truck = add_task(project, "things", TaskKind.MULTILABEL, "car truck")
    project.apply(SetAnnotations((0,), car.id, State.PRESENT))
    assert project.apply(EditLabel(car.id, color="#123456")).states_kept
    assert project.apply(MoveLabels((truck.id,), car.task_id, 0)).states_kept
    undone = project.undo()
    assert undone is not None
    assert undone.states_kept
    assert not project.apply(ArchiveLabels((car.id,))).states_kept
    assert not project.apply(MergeLabels((car.id,), truck.id)).states_kept
