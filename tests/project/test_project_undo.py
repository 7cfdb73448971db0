"""Undo and redo are exact, without limit, and outlive the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import Content, add_task, content_of, new_project

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
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

IMAGES = 5
Choice = tuple[int, int, int, int]
CHOICES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 31)),
    min_size=1,
    max_size=14,
)


def command_of(choice: Choice, project: Project) -> ProjectCommand | None:
    """A command on what is there, picked by numbers; None where there is nothing to pick."""
    kind, a, b, bits = choice
    schema = project.schema()
    name = f"name {a}"
    if kind == 0 or not schema.tasks:
        return CreateTask(name, list(TaskKind)[b % 2])
    task = schema.tasks[a % len(schema.tasks)]
    if kind == 1:
        return DeleteTask(task.id) if bits < 8 else RenameTask(task.id, f"name {b}")
    if kind == 2:
        one = ImportedTask(task.name, task.kind, ("x", "y"), ((0, ("x",)), (a % IMAGES, ("y",))))
        return ImportAnnotations("table.csv", (one,), State(bits % 2 - 1))
    if kind <= 4 or not schema.labels:
        return CreateLabel(task.id, f"name {b}")
    label = schema.labels[b % len(schema.labels)]
    if kind == 5:
        return DeleteLabel(label.id) if bits < 16 else EditLabel(label.id, name=f"name {a}")
    rows = tuple(row for row in range(IMAGES) if bits >> row & 1)
    return SetAnnotations(rows, label.id, State(a % 3 - 1), list(Source)[b % 3], bits or None)


@settings(max_examples=25)
@given(choices=CHOICES, reopen=st.integers(0, 7))
def test_undoing_all_and_redoing_all_is_exact(
    tmp_path_factory: pytest.TempPathFactory, choices: list[Choice], reopen: int
) -> None:
    """Every state on the way is met again, exactly, also when the program was left between."""
    folder = tmp_path_factory.mktemp("undo")
    project = new_project(folder, [f"{number}.jpg" for number in range(IMAGES)])
    states: list[Content] = [content_of(project)]
    for choice in choices:
        command = command_of(choice, project)
        try:
            changes = project.apply(command) if command else None
        except InvalidInput:
            changes = None
        assert bool(changes) == (content_of(project) != states[-1])
        if changes:
            states.append(content_of(project))
    if reopen & 1:
        project = reopened(project)
    for state in reversed(states[:-1]):
        assert project.undo() is not None
        assert content_of(project) == state
    assert project.undo() is None
    if reopen & 2:
        project = reopened(project)
    for state in states[1:]:
        assert project.redo() is not None
        assert content_of(project) == state
    assert project.redo() is None
    project.close()


def reopened(project: Project) -> Project:
    project.close()
    return Project.open(project.folder)


def test_a_new_action_forgets_what_could_be_redone(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(SetAnnotations((0,), tree.id, State.PRESENT))
    project.undo()
    project.apply(SetAnnotations((0,), sea.id, State.PRESENT))
    assert project.redo_title is None
    assert project.redo() is None
    project = reopened(project)
    assert project.redo() is None
    assert project.undo_title == "Set sea present on 1 image"
    project.close()


def test_a_deleted_label_returns_with_all_that_was_said_of_it(tmp_path: Path) -> None:
    project = new_project(tmp_path, [f"{number}.jpg" for number in range(300)])
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(SetAnnotations(tuple(range(200)), tree.id, State.PRESENT, Source.SUGGESTION, 4))
    project.apply(SetAnnotations(tuple(range(200, 300)), tree.id, State.ABSENT))
    project.apply(SetAnnotations((1,), sea.id, State.PRESENT))
    before = content_of(project)
    project.apply(DeleteLabel(tree.id))
    assert project.annotation_count() == 1
    changes = project.undo()
    assert changes is not None
    assert changes.schema
    assert content_of(project) == before
    project.close()


def test_ten_thousand_at_once_are_one_action(tmp_path: Path) -> None:
    count = 10_000
    project = new_project(tmp_path, [f"{number}.jpg" for number in range(count)])
    labels = add_task(project, "place", TaskKind.MULTICLASS, "beach forest")
    project.apply(SetAnnotations(tuple(range(0, count, 2)), labels[0].id, State.PRESENT))
    before = project.annotation_matrix()
    project.apply(SetAnnotations(tuple(range(count)), labels[1].id, State.PRESENT))
    assert (project.annotation_matrix() == [State.ABSENT, State.PRESENT]).all()
    changes = project.undo()
    assert changes is not None
    assert changes.annotations is not None
    assert np.array_equal(changes.annotations.states, before)
    assert np.array_equal(project.annotation_matrix(), before)
    project.close()


def test_two_windows_on_one_project_share_its_history(tmp_path: Path) -> None:
    first = new_project(tmp_path, ["a.jpg", "b.jpg"])
    second = Project.open(first.folder)
    [tree] = add_task(first, "things", TaskKind.MULTILABEL, "tree")
    second.apply(SetAnnotations((0,), tree.id, State.PRESENT))
    first.apply(SetAnnotations((1,), tree.id, State.ABSENT))
    assert second.undo_title == "Set tree absent on 1 image"
    second.undo()
    first.undo()
    assert second.redo_title == "Set tree present on 1 image"
    assert (first.annotation_matrix() == State.UNKNOWN).all()
    assert second.undo() is None, "what is left is the other's"
    first.undo()
    assert first.schema().labels == ()
    first.redo()
    assert content_of(first) == content_of(second)
    first.close()
    second.close()


KILLED = """
import sys
from pathlib import Path
from labelmt.domain.annotations import State
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project

project = Project.open(Path(sys.argv[1]))
for line in sys.stdin:
    project.apply(SetAnnotations((int(line),), 1, State.PRESENT))
    print("done", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_kill_right_after_an_action_costs_nothing(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.close()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(project.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for row in (0, 2):
            process.stdin.write(f"{row}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "done\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    project = Project.open(project.folder)
    assert project.annotation_matrix()[:, 0].tolist() == [1, -1, 1]
    assert project.undo_title == "Set tree present on 1 image"
    project.close()
