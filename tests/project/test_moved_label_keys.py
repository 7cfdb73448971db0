"""Keys of labels that are moved out of an archived task."""

from __future__ import annotations

from pathlib import Path

from making_projects import add_task, new_project

from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import ArchiveTask, CreateLabel, MoveLabels


def test_a_label_from_an_archived_task_takes_no_key_that_was_given_away(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    [tree] = add_task(project, "old", TaskKind.MULTILABEL, "tree")
    [sea] = add_task(project, "new", TaskKind.MULTILABEL, "sea")
    project.apply(ArchiveTask(tree.task_id, True))
    project.apply(CreateLabel(sea.task_id, "hill"))
    assert project.schema().labels[1].shortcut == tree.shortcut, "it was free"
    project.apply(MoveLabels((tree.id,), sea.task_id))
    keys = [label.shortcut for label in project.schema().labels]
    assert len(set(keys)) == len(keys) == 3
    project.close()
