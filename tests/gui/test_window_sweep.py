"""The one-label sweep in the real window: order, strokes by mouse, keys, and the way back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dragging import LEFT, RIGHT, drag, middle, mouse, show_columns
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QProgressBar,
    QToolTip,
    QWidget,
)
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.gui.labelling.panel.label_picker import LabelPicker
from labelmt.gui.widgets.elided_label import BETWEEN_PARTS, ElidedLabel, PartsLabel
from labelmt.gui.widgets.key_button import KeyButton
from labelmt.gui.widgets.mode_banner import LEAST_BAR
from labelmt.project.review.sweep import suggested_states
from labelmt.project.training.training_state import Phase

ALT = Qt.KeyboardModifier.AltModifier
P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
AS_BEGUN = [*[A] * 4, *[U] * 16, *[P] * 4]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "many", 24)


def begin(driver: Driver, images: Path) -> None:
    """Open, label four images at each end so that a model predicts, and sweep for tree."""
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0, 1, 2, 3)
    driver.press("1", SHIFT)
    driver.select(20, 21, 22, 23)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.settle()
    sweep(driver)


def sweep(driver: Driver) -> None:
    panel = driver.window.panel
    panel.view.setCurrentIndex(panel.model.index_of(driver.label("tree").id))
    driver.press("L", CONTROL)
    driver.until(lambda: driver.window.workspace.sweep_banner.count.text() != "")


def order(driver: Driver) -> list[int]:
    found: list[int] = driver.window.browser.grid.model().rows.tolist()
    return found


def test_a_sweep_sorts_by_the_labels_probability_and_says_how_far(
    driver: Driver, many: Path
) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver) == list(range(23, -1, -1)))
    banner = driver.window.workspace.sweep_banner
    assert banner.isVisible()
    assert not driver.window.workspace.filter_bar.isVisible()
    assert banner.label.currentText() == "tree"
    driver.until(lambda: banner.count.text() == "8 of 24 done · 4 present, 4 absent")
    drag(driver, [19])
    driver.until(lambda: banner.count.text() == "9 of 24 done · 5 present, 4 absent")
    assert order(driver) == list(range(23, -1, -1)), "what is decided stays where it is"
    banner.open_only.setFocus()
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: order(driver) == list(range(18, 3, -1)))


@pytest.mark.parametrize("what", ["sweep", "review"])
def test_in_a_narrow_window_the_banner_gets_shorter_and_no_higher(
    driver: Driver, many: Path, what: str
) -> None:
    begin(driver, many)
    window = driver.window
    banner: QWidget = window.workspace.sweep_banner
    if what == "review":
        driver.press(Qt.Key.Key_Escape)
        driver.press("N")
        banner = window.workspace.review_banner
    driver.until(banner.isVisible)
    letter = banner.fontMetrics().averageCharWidth()
    window.resize(letter * 213, 800)
    driver.until(lambda: banner.width() > letter * 100)
    driver.settle()
    wide = banner.height()
    window.resize(letter * 150, 540)
    driver.until(lambda: banner.width() < letter * 100)
    driver.settle()
    assert banner.height() <= wide
    for child in banner.findChildren(QWidget):
        if child.parent() is banner and child.isVisible() and not is_wrapped(child):
            gives = isinstance(child, (KeyButton, ElidedLabel, QComboBox, QProgressBar))
            least = child.minimumSizeHint() if gives else child.sizeHint()
            if not isinstance(child, QProgressBar):  # words beside it say the same
                assert child.width() >= min(least.width(), child.maximumWidth())
            assert child.geometry().right() <= banner.width()


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("letters", [213, 170])  # 1280 and 1024 pixels in the usual font
def test_the_banner_says_whole_words_and_keeps_its_bar(
    driver: Driver, many: Path, letters: int
) -> None:
    driver.open(many)
    driver.add_labels("tree")
    sweep(driver)
    banner = driver.window.workspace.sweep_banner
    width = banner.fontMetrics().averageCharWidth() * letters
    driver.window.resize(width, 700)
    driver.until(lambda: driver.window.width() == width)
    labels = (banner.count, *banner.findChildren(PartsLabel))
    driver.until(lambda: all("…" not in label.shown_text() for label in labels))
    for label in labels:
        parts = label.text().split(BETWEEN_PARTS)
        shown = label.shown_text().split(BETWEEN_PARTS)
        assert shown == parts[: len(shown)]
    assert banner.progress.width() >= LEAST_BAR
    assert not banner.about.icon().isNull()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_button_leaves_its_key_to_the_tool_tip_where_there_is_little_room(
    driver: Driver, many: Path
) -> None:
    begin(driver, many)
    banner = driver.window.workspace.sweep_banner
    driver.until(banner.isVisible)
    driver.window.resize(banner.fontMetrics().averageCharWidth() * 320, 800)
    finish, place = banner.finish, banner.finish.rect().center()
    driver.until(lambda: finish.width() >= finish.sizeHint().width())
    driver.window.resize(banner.fontMetrics().averageCharWidth() * 150, 540)
    driver.until(lambda: finish.width() < finish.sizeHint().width())
    finish.event(QHelpEvent(QHelpEvent.Type.ToolTip, place, finish.mapToGlobal(place)))
    driver.until(lambda: "Ctrl+Enter" in QToolTip.text())
    QToolTip.hideText()


def is_wrapped(widget: QWidget) -> bool:
    return isinstance(widget, QLabel) and widget.wordWrap()


def test_a_stroke_is_one_action(driver: Driver, many: Path) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    show_columns(driver, 4)
    drag(driver, [19, 16])  # a line of the grid; what is between belongs to it
    driver.settle()
    assert driver.states("tree") == [*[A] * 4, *[U] * 12, *[P] * 8]
    assert driver.window.commands.undo.text() == "Undo: Set tree present on 4 images"
    drag(driver, [15, 14], RIGHT)
    driver.settle()
    assert driver.states("tree")[12:16] == [U, U, A, A]
    drag(driver, [13, 12], LEFT, SHIFT)
    driver.settle()
    assert driver.states("tree")[12:16] == [A, A, A, A]
    drag(driver, [17, 13, 14], LEFT, ALT)
    driver.settle()
    assert driver.states("tree")[12:20] == [A, U, U, A, P, U, P, P]
    for _ in range(4):
        driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("tree") == AS_BEGUN
    assert driver.window.sweep.active


def test_a_click_flips_and_a_stroke_paints_what_its_first_image_became(
    driver: Driver, many: Path
) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    show_columns(driver, 4)
    drag(driver, [17])
    driver.settle()
    assert driver.states("tree")[17] == P
    drag(driver, [17])
    drag(driver, [17])  # at once: what is being saved counts
    drag(driver, [17])
    driver.settle()
    assert driver.states("tree")[17] == U
    drag(driver, [23, 20])
    driver.settle()
    assert driver.states("tree")[20:] == [U] * 4, "begun on a present one, it takes back"


def test_a_stroke_can_be_taken_back_before_it_ends(driver: Driver, many: Path) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    undo = driver.window.commands.undo.text()
    drag(driver, [19, 17], release=False)
    driver.press(Qt.Key.Key_Escape)
    assert driver.window.sweep.active, "Escape was for the stroke"
    drag(driver, [19, 17], release=False)
    mouse(driver, QEvent.Type.MouseButtonPress, middle(driver, 17), RIGHT)
    mouse(driver, QEvent.Type.MouseButtonRelease, middle(driver, 17), RIGHT)
    driver.settle()
    assert driver.states("tree") == AS_BEGUN
    assert driver.window.commands.undo.text() == undo


def test_keys_decide_and_go_on(driver: Driver, many: Path) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    driver.do(driver.window.commands.advance)
    drag(driver, [19])
    driver.press(Qt.Key.Key_Right)
    driver.press(Qt.Key.Key_Space)
    driver.press(Qt.Key.Key_Space, SHIFT)
    driver.press("1")
    driver.settle()
    assert driver.states("tree")[14:20] == [U, U, P, A, P, P]
    driver.press(Qt.Key.Key_Left)
    driver.press(Qt.Key.Key_Backspace)
    driver.settle()
    assert driver.states("tree")[14:20] == [U, U, U, A, P, P]
    driver.press(Qt.Key.Key_Right, SHIFT)
    driver.press(Qt.Key.Key_Space, SHIFT)
    driver.settle()
    assert driver.states("tree")[13:18] == [U, A, A, U, A]


def test_escape_brings_back_view_selection_and_place(driver: Driver, tmp_path: Path) -> None:
    images = draw_images(tmp_path / "many", 90)
    driver.open(images)
    driver.add_labels("tree")
    show_columns(driver, 4)
    window, grid = driver.window, driver.window.browser.grid
    window.workspace.filter_bar.search.setFocus()
    driver.type("0")
    driver.until(lambda: len(order(driver)) == 90)
    grid.setFocus()
    driver.select(50, 51, 60)
    before = order(driver), grid.selected_rows(), grid.current_row(), grid.visible_rows()
    place = grid.verticalScrollBar().value()
    assert place > 0
    sweep(driver)
    driver.until(lambda: grid.verticalScrollBar().value() == 0)
    drag(driver, [4, 6])
    driver.settle()
    driver.press(Qt.Key.Key_Escape)
    assert not window.sweep.active
    driver.until(lambda: window.workspace.filter_bar.isVisible())
    assert grid.verticalScrollBar().value() == place
    driver.until(lambda: grid.visible_rows() == before[3])
    assert (order(driver), grid.selected_rows(), grid.current_row()) == before[:3]
    assert grid.hasFocus()
    assert driver.states("tree")[3:8] == [U, P, P, P, U]
    drag(driver, [before[3][0], before[3][1]])  # selects again, paints no more
    driver.settle()
    assert driver.states("tree").count(P) == 3


def test_an_image_is_opened_from_a_sweep_and_left_into_it(driver: Driver, many: Path) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    browser = driver.window.browser
    driver.press(Qt.Key.Key_Right)
    driver.press(Qt.Key.Key_Return)
    assert browser.currentWidget() is browser.viewer
    driver.press(Qt.Key.Key_Escape)
    assert browser.currentWidget() is browser.grid
    assert driver.window.sweep.active
    driver.press(Qt.Key.Key_Escape)
    assert not driver.window.sweep.active


def test_another_view_ends_a_sweep_and_so_does_the_labels_end(driver: Driver, many: Path) -> None:
    begin(driver, many)
    sidebar = driver.window.workspace.sidebar
    views = sidebar.topLevelItem(0)
    labelled = views.child(2) if views is not None else None
    assert labelled is not None
    driver.click(sidebar.viewport(), sidebar.visualItemRect(labelled).center())
    assert not driver.window.sweep.active
    driver.until(lambda: order(driver) == [0, 1, 2, 3, 20, 21, 22, 23])
    sweep(driver)
    driver.until(lambda: order(driver) == [23, 22, 21, 20, 3, 2, 1, 0])
    for _ in range(4):  # two keys, the label, its task
        driver.press("Z", CONTROL)
    driver.until(lambda: not driver.window.sweep.active)


@pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)
def test_the_labels_menu_begins_a_sweep(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree", "sea")
    view = driver.window.panel.view
    place = view.visualRect(driver.window.panel.model.index_of(driver.label("sea").id)).center()
    view.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    [entry] = [one for one in menu.actions() if isinstance(one, QAction) and "Sweep" in one.text()]
    menu.setActiveAction(entry)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    driver.until(lambda: driver.window.sweep.label_id == driver.label("sea").id)
    banner = driver.window.workspace.sweep_banner
    banner.label.setFocus()
    driver.press(Qt.Key.Key_Up)
    driver.until(lambda: driver.window.sweep.label_id == driver.label("tree").id)


def test_without_a_label_it_says_what_to_do(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.press("L", CONTROL)
    notice = driver.window.notices.shown
    assert notice is not None
    assert not notice.serious


def test_the_rest_is_taken_as_suggested_and_the_next_label_comes(
    driver: Driver, many: Path
) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    yes = suggested_states(
        np.arange(24),
        driver.label("tree").id,
        driver.project_view.schema,
        driver.project_view.predictions,
    )
    assert {P, A} == set(yes.tolist())
    drag(driver, [19])
    drag(driver, [18], RIGHT)
    absents = driver.window.workspace.sweep_banner.absents
    driver.click(absents, QPoint(8, absents.height() // 2))
    assert absents.isChecked()
    driver.press("L", CONTROL)  # while one is swept for, asks which one
    picker = QApplication.activeModalWidget()
    assert isinstance(picker, LabelPicker)
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    driver.window.activateWindow()
    driver.window.browser.focus_images()
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.answer()
    driver.until(lambda: not driver.window.sweep.active)  # it was the only label
    driver.settle()
    expected = yes.copy()
    expected[:4], expected[18], expected[19], expected[20:] = A, A, P, P
    assert driver.states("tree") == expected.tolist()
    driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("tree") == [*[A] * 4, *[U] * 14, A, P, *[P] * 4]


def test_the_rest_becomes_absent_only_where_that_is_asked_for(driver: Driver, many: Path) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    before = driver.states("tree")
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.answer()
    driver.until(lambda: not driver.window.sweep.active)
    driver.settle()
    after = driver.states("tree")
    assert after != before
    assert {P} == {now for was, now in zip(before, after, strict=True) if was != now}
    assert U in after


def test_what_is_not_learnt_yet_stays_open_and_the_next_label_comes(
    driver: Driver, many: Path
) -> None:
    driver.open(many)
    driver.add_labels("tree", "sea")
    sweep(driver)
    driver.press(Qt.Key.Key_Return, CONTROL)
    driver.until(lambda: driver.window.sweep.label_id == driver.label("sea").id)
    assert "Nothing is suggested" in driver.window.labelling_parts.toast.text()
    assert driver.states("tree") == [U] * 24
    driver.press("L", CONTROL)
    picker = QApplication.activeModalWidget()
    assert isinstance(picker, LabelPicker)
    QTest.keyClicks(picker.text, "tre")
    QTest.keyClick(picker.text, Qt.Key.Key_Return)
    driver.until(lambda: driver.window.sweep.label_id == driver.label("tree").id)


def test_space_accepts_what_is_outlined_and_nothing_else(driver: Driver, many: Path) -> None:
    begin(driver, many)
    driver.until(lambda: order(driver)[0] == 23)
    grid, toast = driver.window.browser.grid, driver.window.labelling_parts.toast
    yes = suggested_states(
        np.arange(24), driver.label("tree").id, driver.project_view.schema,
        driver.project_view.predictions,
    )  # fmt: skip
    no = next(row for row in range(4, 20) if yes[row] != P)
    outlined = next(row for row in range(19, 3, -1) if yes[row] == P)
    grid.select_rows([no])
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: "Nothing is suggested here" in toast.text())
    grid.select_rows([outlined])
    driver.press(Qt.Key.Key_Space)
    driver.settle()
    assert driver.states("tree")[no] == U
    assert driver.states("tree")[outlined] == P
    driver.press(Qt.Key.Key_Space)
    driver.settle()
    assert driver.states("tree")[outlined] == P, "twice is not taken back"
