"""The first minute, and labelling by key in the real window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from window_driver import Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.labelling.panel.row_painter import lay_out
from labelmt.project.project import Project

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_the_first_minute(driver: Driver, images: Path) -> None:
    window = driver.window
    assert window.pages.currentWidget() is window.start_page
    project_view = driver.open(images)
    assert window.pages.currentWidget() is window.workspace
    driver.add_labels("tree", "sea")
    assert [(task.name, task.kind) for task in project_view.schema.tasks] == [
        ("labels", TaskKind.MULTILABEL)
    ]
    assert [label.shortcut for label in project_view.schema.labels] == ["1", "2"]
    driver.press("1")
    driver.press(Qt.Key.Key_Right)
    driver.press("2")
    driver.settle()
    assert driver.states("tree")[:2] == [State.PRESENT, State.UNKNOWN]
    assert driver.states("sea")[:2] == [State.UNKNOWN, State.PRESENT]


def test_what_was_labelled_is_there_after_closing(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path
) -> None:
    with new_window() as first:
        folder = first.open(images).folder
        first.add_labels("tree")
        first.press("A", CONTROL)
        first.press("1")
        # Closed at once: a key that was pressed is never lost.
    project = Project.open(folder)
    try:
        assert project.annotation_matrix()[:, 0].tolist() == [State.PRESENT] * 8
    finally:
        project.close()
    with new_window() as again:
        again.until(lambda: again.window.start_page.recent.count() == 1)
        entry = again.window.start_page.recent
        again.click(entry.viewport(), entry.visualItemRect(entry.item(0)).center())
        again.until(lambda: again.window.project_view is not None)
        assert again.states("tree") == [State.PRESENT] * 8


def test_three_states_on_one_and_on_many(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    for modifiers, state in ((SHIFT, State.ABSENT), (NONE, State.PRESENT), (ALT, State.UNKNOWN)):
        driver.select(2)
        driver.press("1", modifiers)
        driver.settle()
        assert driver.states("tree") == [-1, -1, state, -1, -1, -1, -1, -1]
        assert driver.shown_state("tree") is state
    driver.press(Qt.Key.Key_Home)
    for _ in range(3):
        driver.press(Qt.Key.Key_Right, SHIFT)
    for modifiers, state in ((SHIFT, State.ABSENT), (NONE, State.PRESENT), (ALT, State.UNKNOWN)):
        driver.press("1", modifiers)
        driver.settle()
        assert driver.states("tree") == [*[state] * 4, -1, -1, -1, -1]


def test_a_mixed_selection_is_shown_as_such(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.select(0, 1)
    driver.press("1")
    driver.press("2", SHIFT)
    driver.select(1, 2)
    driver.settle()
    assert driver.shown_state("tree") is None
    driver.select(1)
    driver.until(lambda: driver.shown_state("tree") is State.PRESENT)
    assert driver.shown_state("sea") is State.ABSENT


@pytest.mark.parametrize(
    ("code", "text", "modifiers", "state"),
    [
        pytest.param(Qt.Key.Key_Exclam, "!", SHIFT, State.ABSENT, id="us-shift-1"),
        pytest.param(Qt.Key.Key_Plus, "+", SHIFT, State.ABSENT, id="swiss-shift-1"),
        pytest.param(Qt.Key.Key_Ampersand, "&", NONE, State.PRESENT, id="french-1"),
    ],
)
def test_the_digits_row_of_other_keyboards(
    driver: Driver,
    images: Path,
    code: Qt.Key,
    text: str,
    modifiers: Qt.KeyboardModifier,
    state: State,
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    target = driver.window.browser.grid
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, code, modifiers, 10, 0, 0, text))
    driver.settle()
    assert driver.states("tree")[0] == state


def test_undo_and_redo_without_limit(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    for _ in range(5):
        driver.press("1")
        driver.press(Qt.Key.Key_Right)
    driver.settle()
    assert driver.states("tree")[:6] == [1, 1, 1, 1, 1, -1]
    assert driver.window.commands.undo.text() == "Undo: Set tree present on 1 image"
    for _ in range(4):
        driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("tree")[:6] == [1, -1, -1, -1, -1, -1]
    for _ in range(2):
        driver.press("Z", CONTROL | SHIFT)
    driver.settle()
    assert driver.states("tree")[:6] == [1, 1, 1, -1, -1, -1]
    for _ in range(5):  # three keys, the label, its task
        driver.press("Z", CONTROL)
        driver.settle()
    assert driver.project_view.schema.tasks == ()
    assert not driver.window.commands.undo.isEnabled()


def test_keys_work_with_the_focus_anywhere_but_in_a_field(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    window = driver.window
    for widget in (window.browser.grid, window.panel.view, window.workspace.sidebar):
        widget.setFocus()
        driver.press("1")
        driver.settle()
        assert driver.states("tree")[0] == State.PRESENT, widget.objectName()
        driver.press("1", ALT)
        driver.settle()
    for field in (window.workspace.filter_bar.search, window.panel.adder.name):
        field.setFocus()
        driver.type("112", Qt.Key.Key_Home)
        assert field.text() == "112"
    driver.settle()
    assert driver.states("tree")[0] == State.UNKNOWN


def test_one_image_is_opened_labelled_and_left(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    browser = driver.window.browser
    driver.select(3)
    driver.press(Qt.Key.Key_Return)
    assert browser.currentWidget() is browser.viewer
    driver.press("1")
    driver.press(Qt.Key.Key_Right)
    driver.press("1", SHIFT)
    driver.settle()
    assert driver.states("tree") == [-1, -1, -1, 1, 0, -1, -1, -1]
    driver.press("L")
    driver.press(Qt.Key.Key_Escape)
    assert browser.currentWidget() is browser.viewer, "Escape left the field alone"
    driver.press(Qt.Key.Key_Escape)
    assert browser.currentWidget() is browser.grid
    assert browser.grid.selected_rows() == (4,)
    assert browser.grid.hasFocus()


def test_exactly_one_label_of_a_task(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("harbor", "beach")
    driver.press("1")
    driver.press("2")
    driver.settle()
    assert [driver.shown_state(name) for name in ("harbor", "beach")] == [
        State.ABSENT,
        State.PRESENT,
    ]


def test_a_click_in_the_panel_marks_the_selection(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0, 1, 2)
    panel = driver.window.panel
    row = panel.view.visualRect(panel.model.index_of(driver.label("tree").id))
    driver.click(panel.view.viewport(), row.center())
    driver.settle()
    assert driver.states("tree")[:4] == [-1] * 4, "a click on the name selects it"
    driver.click(panel.view.viewport(), lay_out(row, panel.view.fontMetrics()).state.center())
    driver.settle()
    assert driver.states("tree")[:4] == [1, 1, 1, -1]


def test_a_name_that_cannot_be_is_given_back(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("L")
    driver.type("tree|sea")
    driver.until(lambda: driver.window.notices.shown is not None)
    assert driver.window.panel.adder.name.text() == "tree|sea"
    assert len(driver.project_view.schema.labels) == 1
