"""Reviewing by keys: N asks, Space accepts, a label's key corrects."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_driver import CONTROL, SHIFT, Driver

from labelmt.domain.annotations import Source, State
from labelmt.gui.images.grid.shown_labels import ChipKind
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.gui.labelling.review.accept_dialog import AcceptDialog
from labelmt.project.project import Project


@pytest.fixture
def predicted(driver: Driver, images: Path) -> Driver:
    """Two labels whose probability rises with the row; four of eight images are annotated."""
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.select(0, 1)
    driver.press("1")
    driver.select(2, 3)
    driver.press("2")
    driver.press(Qt.Key.Key_F6)
    driver.until(lambda: driver.project_view.predictions is not None)
    driver.until(lambda: driver.window.live.idle)
    driver.settle()
    return driver


def review(driver: Driver) -> int:
    """Press N; the image that is asked about then."""
    before = driver.window.review.current
    driver.press("N")
    driver.until(lambda: driver.window.review.current not in (None, before))
    found = driver.window.review.current
    assert found is not None
    return found


def review_suggested(driver: Driver) -> int:
    """The next image of which the model can tell something: it cannot close to a threshold."""
    row = review(driver)
    while not driver.window.workspace.review_banner.suggestion.text().startswith("Suggested"):
        row = review(driver)
    return row


def test_n_shows_an_image_with_its_suggestions(predicted: Driver) -> None:
    predicted.select(6)
    row = review_suggested(predicted)
    window = predicted.window
    assert window.browser.currentWidget() is window.browser.viewer
    assert window.browser.viewer.row == row
    banner = window.workspace.review_banner
    assert banner.isVisible()
    assert not window.workspace.filter_bar.isVisible()
    assert banner.suggestion.text().startswith("Suggested")
    assert banner.reason.text()
    assert "8 left" in banner.count.text()
    predicted.press(Qt.Key.Key_Escape)
    assert not banner.isVisible()
    assert window.browser.grid.selected_rows() == (6,), "where one was before"


def test_suggestions_stand_in_the_panel_before_they_are_accepted(predicted: Driver) -> None:
    row = review_suggested(predicted)
    model, tree = predicted.window.panel.model, predicted.label("tree")
    assert predicted.states("tree")[row] == State.UNKNOWN or predicted.states("sea")[row] < 0
    names = [name for name in ("tree", "sea") if predicted.states(name)[row] == State.UNKNOWN]
    shown = {
        name: model.data(model.index_of(predicted.label(name).id), LabelRole.SUGGESTED)
        for name in names
    }
    assert set(shown.values()) <= {State.PRESENT, State.ABSENT}
    predicted.press(Qt.Key.Key_Space)
    predicted.until(lambda: predicted.window.review.current not in (None, row))
    predicted.settle()
    assert {name: predicted.states(name)[row] for name in names} == shown
    predicted.press(Qt.Key.Key_Escape)
    assert model.data(model.index_of(tree.id), LabelRole.SUGGESTED) is None


def test_an_image_gone_to_by_an_arrow_is_the_one_that_is_asked_about(predicted: Driver) -> None:
    row = review(predicted)
    window = predicted.window
    predicted.press(Qt.Key.Key_Left if row else Qt.Key.Key_Right)
    beside = row - 1 if row else 1
    assert window.browser.viewer.row == window.review.current == beside
    before = predicted.states("tree")[row], predicted.states("sea")[row]
    predicted.press(Qt.Key.Key_Space)
    predicted.until(lambda: window.review.current not in (None, beside))
    predicted.settle()
    assert (predicted.project_view.matrix[beside] != State.UNKNOWN).all()
    assert (predicted.states("tree")[row], predicted.states("sea")[row]) == before
    seen = {window.review.current, *(review(predicted) for _ in range(7))}
    assert row in seen, "what was left comes back"


def test_space_accepts_as_a_suggestion_and_goes_on(predicted: Driver) -> None:
    row = review_suggested(predicted)
    predicted.press(Qt.Key.Key_Space)
    predicted.until(lambda: predicted.window.review.current not in (None, row))
    predicted.settle()
    project_view = predicted.project_view
    assert (project_view.matrix[row] != State.UNKNOWN).all()
    sources: list[Source] = []

    def read(project: Project) -> None:
        sources.extend(one.source for one in project.annotations_of(row))

    predicted.window.session.run(read)
    predicted.settle()
    assert Source.SUGGESTION in sources
    assert "1 answered" in predicted.window.workspace.review_banner.count.text()
    predicted.do(predicted.window.commands.undo)
    predicted.settle()
    assert (project_view.matrix[row] == State.UNKNOWN).any(), "one action"


def suggested_of(driver: Driver, row: int) -> set[str]:
    """The outlined chips of an image."""
    chips = driver.window.browser.grid.model().cell(row).chips
    return {chip.label.name for chip in chips if chip.kind is ChipKind.SUGGESTED}


def test_space_accepts_what_is_suggested_of_all_that_is_selected(predicted: Driver) -> None:
    rows = [4, 5, 6, 7]
    wanted = {row: suggested_of(predicted, row) for row in rows}
    assert not wanted[4], "0.52 is within the margin around the threshold"
    assert all(wanted[row] for row in rows[1:])
    predicted.select(*rows)
    predicted.press("2", SHIFT)  # decided a moment before
    predicted.press(Qt.Key.Key_Space)
    predicted.settle()
    for row in range(8):
        present = predicted.states("tree")[row] == State.PRESENT
        assert present == (row < 2 or "tree" in wanted.get(row, ()))
    assert predicted.states("sea")[4:] == [State.ABSENT] * 4
    read: list[Source] = []

    def sources(project: Project) -> None:
        read.extend(one.source for row in rows for one in project.annotations_of(row))

    predicted.window.session.run(sources)
    predicted.settle()
    assert sorted(read) == sorted([Source.HUMAN] * 4 + [Source.SUGGESTION] * 3)
    predicted.press(Qt.Key.Key_Space)
    predicted.settle()
    assert "Nothing is suggested" in predicted.window.labelling_parts.toast.text()
    predicted.press("Z", CONTROL)
    predicted.settle()
    assert predicted.states("tree")[4:] == [State.UNKNOWN] * 4, "one action"


def test_space_accepts_what_is_suggested_of_the_one_image_shown(predicted: Driver) -> None:
    wanted = suggested_of(predicted, 6)
    predicted.select(6)
    predicted.press(Qt.Key.Key_Return)
    predicted.press(Qt.Key.Key_Space)
    predicted.settle()
    states = {name: predicted.states(name) for name in ("tree", "sea")}
    assert {name for name in states if states[name][6] == State.PRESENT} == wanted
    assert states["tree"][7] == State.UNKNOWN


def test_a_key_corrects_and_space_keeps_it(predicted: Driver) -> None:
    row = review_suggested(predicted)
    before = predicted.states("tree")[row]
    shift = Qt.KeyboardModifier.ShiftModifier
    predicted.press("1", shift)
    predicted.settle()
    assert predicted.window.review.current == row, "a correction stays with the image"
    assert predicted.states("tree")[row] == State.ABSENT, before
    predicted.press(Qt.Key.Key_Space)
    predicted.until(lambda: predicted.window.review.current != row)
    predicted.settle()
    assert predicted.states("tree")[row] == State.ABSENT
    assert predicted.states("sea")[row] != State.UNKNOWN


def test_skipped_images_come_back_after_the_others(predicted: Driver) -> None:
    seen = [review(predicted) for _ in range(8)]
    assert sorted(seen) == list(range(8)), "each once before any comes back"
    again = [review(predicted) for _ in range(2)]
    assert again == seen[:2]


def test_when_all_is_reviewed_it_says_so(predicted: Driver) -> None:
    review(predicted)
    window = predicted.window

    def answered() -> bool:
        return bool((predicted.project_view.matrix != State.UNKNOWN).all())

    def moved_from(row: int | None) -> bool:
        return window.review.current != row

    for _ in range(8):
        row = window.review.current
        QTest.keyClick(window.browser.viewer, Qt.Key.Key_Space)
        predicted.until(partial(moved_from, row))
    # One is so close to the threshold that nothing is suggested: it comes back after the others.
    predicted.settle()
    unsure = predicted.states("tree").index(State.UNKNOWN)
    assert window.review.current == unsure
    assert "No suggestions" in window.workspace.review_banner.suggestion.text()
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Space):
        QTest.keyClick(window.browser.viewer, key)
        predicted.settle()
    predicted.until(answered)
    predicted.until(lambda: not window.review.active)
    assert window.notices.shown is not None
    assert "Every image has been reviewed" in window.notices.shown.what


def test_without_labels_it_says_what_is_missing(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.press("N")
    assert driver.window.notices.shown is not None
    assert "Make a label first" in driver.window.notices.shown.what
    assert not driver.window.review.active


def test_another_task_is_chosen(predicted: Driver) -> None:
    review(predicted)
    banner = predicted.window.workspace.review_banner
    assert banner.task.itemText(0) == "All tasks"
    banner.task.setFocus()
    QTest.keyClick(banner.task, Qt.Key.Key_Down)
    predicted.until(lambda: predicted.window.review.current is not None)
    assert banner.task.currentData() == predicted.project_view.schema.tasks[0].id


def test_enter_accepts_nothing_of_which_nobody_can_tell_how_much_is_right(
    predicted: Driver,
) -> None:
    predicted.do(predicted.window.commands.accept_above)
    predicted.until(lambda: predicted.window.findChild(AcceptDialog) is not None)
    dialog = predicted.window.findChild(AcceptDialog)
    assert dialog is not None
    predicted.until(dialog.accept_button.isEnabled)
    assert "cannot be told" in dialog.precision.text()
    dialog.slider.setFocus()
    QTest.keyClick(dialog.slider, Qt.Key.Key_Return)
    predicted.until(lambda: not dialog.isVisible())
    predicted.settle()
    assert predicted.states("tree")[4:] == [-1, -1, -1, -1]


def test_suggestions_above_a_probability_are_accepted_at_once(predicted: Driver) -> None:
    window = predicted.window
    predicted.do(window.commands.accept_above)
    predicted.until(lambda: window.findChild(AcceptDialog) is not None)
    dialog = window.findChild(AcceptDialog)
    assert dialog is not None
    predicted.until(dialog.accept_button.isEnabled)
    first = dialog.count.text()
    assert "cannot be told" in dialog.precision.text()
    dialog.slider.setFocus()
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    predicted.until(lambda: dialog.accept_button.isEnabled() and dialog.count.text() != first)
    assert dialog.count.text() == "8 annotations on 4 of the 8 images in view."
    predicted.click(dialog.accept_button)
    predicted.settle()
    assert predicted.states("tree")[4:] == [1, 1, 1, 1]
    assert predicted.project_view.undo_title == "Accept suggestions on 4 images"
    window.activateWindow()
    predicted.do(window.commands.undo)
    predicted.settle()
    assert predicted.states("tree")[4:] == [-1, -1, -1, -1]


def test_an_image_asked_for_by_chance_is_kept_as_such_once_answered(predicted: Driver) -> None:
    window = predicted.window
    banner = window.workspace.review_banner
    reasons = {}
    for _ in range(8):
        row = review(predicted)
        reasons[row] = banner.reason.text()
        predicted.press("1", SHIFT)
        predicted.press("2", SHIFT)
        predicted.settle()
    predicted.press(Qt.Key.Key_Escape)
    predicted.settle()
    chance = {row for row, reason in reasons.items() if reason == "drawn by chance"}
    asked: list[int] = []
    window.session.run(lambda p: asked.extend(p.images().asked.nonzero()[0].tolist()))
    predicted.settle()
    assert set(asked) == chance
    assert chance, reasons


def test_left_falls_also_while_a_label_has_no_model(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.press("N")
    driver.until(lambda: driver.window.review.current is not None)
    banner = driver.window.workspace.review_banner
    driver.until(lambda: "8 left" in banner.count.text())
    for left in (7, 6, 5):
        before = driver.window.review.current
        driver.press("1")
        driver.settle()
        driver.press("N")
        driver.until(lambda before=before: driver.window.review.current not in (None, before))  # type: ignore[misc]
        driver.until(lambda left=left: f"{left} left" in banner.count.text())  # type: ignore[misc]
