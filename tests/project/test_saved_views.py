"""Searches with a name: kept, renamed, deleted, and following what their labels are called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, new_project

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidName, InvalidQuery, NotFound
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    DeleteLabel,
    EditLabel,
    MergeLabels,
    RenameTask,
)
from labelmt.project.project import Project
from labelmt.project.search.saved_views import delete_view, rename_view, save_view, saved_views


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, ["a.jpg"])
    add_task(made, "objects", TaskKind.MULTILABEL, "tree sea")
    add_task(made, "scene", TaskKind.MULTICLASS, "harbor field")
    yield made
    made.close()


def listed(project: Project) -> list[tuple[str, str]]:
    return [(one.name, one.query) for one in saved_views(project)]


def test_a_view_is_kept_across_restarts(project: Project, tmp_path: Path) -> None:
    told: list[Changes] = []
    project.subscribe(told.append)
    save_view(project, "  Trees  first ", "label:TREE   -task:scene=harbor sort:p(tree)")
    assert [one.saved_views for one in told] == [True]
    assert project.undo_title == "Make label field", "saving a view is not undone"
    project.close()
    again = Project.open(tmp_path / "project")
    assert listed(again) == [("Trees first", "label:tree -label:harbor sort:p(tree)")]
    again.close()


def test_names_of_views_are_checked(project: Project) -> None:
    save_view(project, "Trees", "label:tree")
    save_view(project, "Sea", "label:sea")
    trees, sea = saved_views(project)
    for wrong in ("", "trees", "x" * 101):
        with pytest.raises(InvalidName):
            save_view(project, wrong, "label:tree")
        with pytest.raises(InvalidName):
            rename_view(project, sea.id, wrong)
    with pytest.raises(InvalidQuery):
        save_view(project, "Boats", "label:boat")
    rename_view(project, trees.id, "TREES")  # its own name in other letters
    delete_view(project, sea.id)
    assert listed(project) == [("TREES", "label:tree")]
    with pytest.raises(NotFound):
        delete_view(project, sea.id)
    with pytest.raises(NotFound):
        rename_view(project, sea.id, "x")


def test_views_follow_renamed_labels_and_tasks_and_their_undo(project: Project) -> None:
    save_view(project, "v", "label:tree or task:scene=harbor p(sea)>0.5 task:scene sort:p(tree)")
    before = listed(project)
    tree, sea = project.schema().tasks[0].labels
    project.apply(EditLabel(tree.id, name="old oak"))
    project.apply(RenameTask(project.schema().tasks[1].id, "place"))
    assert listed(project)[0][1] == (
        'label:"old oak" or label:harbor p(sea)>0.5 task:place sort:p("old oak")'
    )
    project.undo()
    project.undo()
    assert listed(project) == before
    project.apply(DeleteLabel(sea.id))
    assert "p(sea)>0.5" in listed(project)[0][1], "a view says what it misses"
    project.undo()
    scene = project.schema().tasks[1]
    project.apply(CreateLabel(scene.id, "tree"))
    assert listed(project)[0][1].startswith("task:objects=tree or "), "it means the same label"


def test_a_view_follows_a_merge_and_its_undo(project: Project) -> None:
    save_view(project, "Trees", "label:tree -label:sea")
    tree, sea = project.schema().tasks[0].labels
    project.apply(MergeLabels((tree.id,), sea.id))
    assert listed(project) == [("Trees", "label:sea -label:sea")]
    project.apply(EditLabel(sea.id, name="lake"))
    assert listed(project) == [("Trees", "label:lake -label:lake")]
    project.undo()
    project.undo()
    assert listed(project) == [("Trees", "label:tree -label:sea")]
    project.close()
