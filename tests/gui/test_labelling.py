"""Keys and clicks become commands, one after the other, on what is selected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.label_keys import LabelKey
from labelmt.project.commands.commands import CreateLabel, CreateTask
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project

TREE, HARBOR, BEACH = "1", "2", "3"


class Desk:
    """A project with four images, a label of each kind of task, and what is selected."""

    def __init__(self, folder: Path) -> None:
        self.selected: Rows = np.array([0], dtype=np.int64)
        self.session = ProjectSession()
        self.labelling = SelectionAnnotator(self.session, lambda: self.selected)
        project = Project.create(folder, [folder.parent])
        for _ in scan_roots(project, lambda: False):
            pass
        for task, kind in (("any", TaskKind.MULTILABEL), ("one", TaskKind.MULTICLASS)):
            project.apply(CreateTask(task, kind))
        any_, one = project.schema().tasks
        for task_id, name in ((any_.id, "tree"), (one.id, "harbor"), (one.id, "beach")):
            project.apply(CreateLabel(task_id, name))
        project.close()
        self.project_view: ProjectView | None = None

    def press(self, key: str, state: State = State.PRESENT) -> None:
        self.labelling.press(LabelKey(key, state))

    def states(self) -> list[list[int]]:
        assert self.project_view is not None
        found: list[list[int]] = self.project_view.matrix.tolist()
        return found


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    for number in range(4):
        Image.new("RGB", (4, 4)).save(tmp_path / f"{number}.png")
    desk = Desk(tmp_path / "project")
    with qtbot.waitSignal(desk.session.opened) as opened:
        desk.session.open(tmp_path / "project")
    desk.project_view = ProjectView.from_snapshot(opened.args[0])
    desk.session.changed.connect(desk.project_view.update)
    desk.labelling.set_project(desk.project_view)
    yield desk
    desk.session.shutdown()


def settle(desk: Desk, qtbot: QtBot, actions: int) -> None:
    with qtbot.waitSignals([desk.labelling.done] * actions):
        pass


@pytest.mark.parametrize("state", State)
def test_three_states_by_key(desk: Desk, qtbot: QtBot, state: State) -> None:
    desk.press(TREE, State.PRESENT if state is State.ABSENT else State.ABSENT)
    desk.press(TREE, state)
    settle(desk, qtbot, 2)
    assert desk.states() == [[state, -1, -1], *[[-1] * 3] * 3]


def test_present_again_clears_and_each_press_sees_the_one_before(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(3):
        desk.press(TREE)
    settle(desk, qtbot, 3)
    assert desk.states()[0][0] == State.PRESENT
    assert desk.project_view is not None
    desk.labelling.undo()
    settle(desk, qtbot, 1)
    assert desk.states()[0][0] == State.UNKNOWN


def test_one_key_marks_the_whole_selection(desk: Desk, qtbot: QtBot) -> None:
    desk.press(TREE)
    desk.selected = np.array([0, 1, 3])
    desk.press(TREE)
    settle(desk, qtbot, 2)
    assert [row[0] for row in desk.states()] == [1, 1, -1, 1], "mixed becomes present"
    desk.press(TREE)
    settle(desk, qtbot, 1)
    assert [row[0] for row in desk.states()] == [-1] * 4


def test_exactly_one_label_takes_the_place_of_the_other(desk: Desk, qtbot: QtBot) -> None:
    desk.press(HARBOR)
    desk.press(BEACH)
    settle(desk, qtbot, 2)
    assert desk.states()[0][1:] == [State.ABSENT, State.PRESENT]
    desk.labelling.undo()
    settle(desk, qtbot, 1)
    assert desk.states()[0][1:] == [State.PRESENT, State.ABSENT]
    desk.labelling.redo()
    desk.press(BEACH)
    settle(desk, qtbot, 2)
    assert desk.states()[0][1:] == [State.UNKNOWN, State.UNKNOWN]


def test_the_selection_of_the_press_counts_not_that_of_its_turn(desk: Desk, qtbot: QtBot) -> None:
    desk.press(TREE)
    desk.selected = np.array([2])
    desk.press(HARBOR)
    desk.selected = np.array([3])
    settle(desk, qtbot, 2)
    assert np.argwhere(np.array(desk.states()) == State.PRESENT).tolist() == [[0, 0], [2, 1]]


def test_what_is_so_already_makes_no_step_to_undo(desk: Desk, qtbot: QtBot) -> None:
    desk.press(TREE, State.ABSENT)
    settle(desk, qtbot, 1)
    desk.press(TREE, State.ABSENT)
    desk.press(HARBOR, State.UNKNOWN)
    desk.labelling.undo()
    settle(desk, qtbot, 1)
    assert desk.states()[0] == [State.UNKNOWN] * 3


def test_without_a_selection_it_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.selected = np.empty(0, dtype=np.int64)
    with qtbot.waitSignal(desk.labelling.idle_press):
        desk.press(TREE)


def test_an_error_does_not_stop_the_next_key(desk: Desk, qtbot: QtBot) -> None:
    desk.selected = np.array([0])
    desk.press(TREE)
    settle(desk, qtbot, 1)
    assert desk.project_view is not None
    label = desk.project_view.schema.labels[0]
    with qtbot.waitSignal(desk.session.failed):
        desk.session.run(lambda project: project.schema().label(12345))
    desk.labelling.mark(label.id, State.ABSENT)
    settle(desk, qtbot, 1)
    assert desk.states()[0][0] == State.ABSENT
