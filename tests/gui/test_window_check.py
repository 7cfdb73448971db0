"""A spot check of what was accepted unseen: offered, answered by keys, told, kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from window_driver import SHIFT, Driver, draw_images

from labelmt.domain.annotations import Seen, Source, State
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.gui.labelling.review.accept_dialog import AcceptDialog
from labelmt.project.project import Project
from labelmt.project.review.acceptance_checks import DRAWN, checked_pairs


@pytest.fixture
def accepted(driver: Driver, tmp_path: Path) -> Driver:
    """Of forty images 36 are accepted as showing a tree, unseen, by the dialog."""
    driver.open(draw_images(tmp_path / "many", 40))
    driver.add_labels("tree", "sea")
    driver.select(0, 1)
    driver.press("1")
    driver.select(2, 3)
    driver.press("2")
    driver.press(Qt.Key.Key_F6)
    driver.until(lambda: driver.project_view.predictions is not None)
    driver.until(lambda: driver.window.live.idle)
    driver.settle()
    dialog = ask(driver)
    dialog.scope.setCurrentIndex(dialog.scope.findText("tree"))
    dialog.slider.setFocus()
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    driver.until(lambda: dialog.accept_button.isEnabled())
    driver.click(dialog.accept_button)
    driver.settle()
    driver.until(lambda: driver.window.notices.shown is not None)
    return driver


def ask(driver: Driver) -> AcceptDialog:
    window = driver.window
    driver.until(lambda: window.findChild(AcceptDialog) is None)
    window.activateWindow()
    driver.do(window.commands.accept_above)
    driver.until(lambda: window.findChild(AcceptDialog) is not None)
    dialog = window.findChild(AcceptDialog)
    assert dialog is not None
    driver.until(lambda: bool(dialog.precision.text()))
    return dialog


def begin(driver: Driver) -> None:
    """Press the button of the notice."""
    window = driver.window
    assert window.notices.shown is not None
    button = next(
        one for one in window.notices.findChildren(QPushButton) if one.text() == "Check 12 of them"
    )
    driver.click(button)
    driver.until(lambda: window.labelling_parts.check.active)


def answer(driver: Driver, *, right: bool) -> int:
    """Answer what is asked with its key; the row that was asked about."""
    check, viewer = driver.window.labelling_parts.check, driver.window.browser.viewer
    pair = check.current
    assert pair is not None
    assert viewer.row == pair.row
    QTest.keyClick(viewer, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier if right else SHIFT)
    driver.until(lambda: check.current != pair)
    driver.settle()
    return pair.row


def test_a_dozen_is_asked_about_without_the_answer(accepted: Driver) -> None:
    window = accepted.window
    before = accepted.states("tree")
    begin(accepted)
    check, model = window.labelling_parts.check, window.panel.model
    assert check.banner.isVisible()
    assert check.banner.question.text() == "Is “tree” on this image?"
    assert check.banner.count.text() == "1 of 12"
    index = model.index_of(accepted.label("tree").id)
    hidden = {role: model.data(index, role) for role in (LabelRole.PROBABILITY, LabelRole.STATE)}
    assert hidden == {LabelRole.PROBABILITY: None, LabelRole.STATE: State.UNKNOWN}
    QTest.keyClick(window.browser.viewer, Qt.Key.Key_Space)
    QTest.keyClick(window.browser.viewer, Qt.Key.Key_2)
    QTest.keyClick(window.browser.viewer, Qt.Key.Key_Right)
    accepted.settle()
    assert check.banner.count.text() == "1 of 12", "Space, another label and arrows are no answer"
    assert check.current is not None
    assert window.browser.viewer.row == check.current.row
    assert accepted.states("tree") == before
    rows = [answer(accepted, right=turn != 4) for turn in range(DRAWN)]
    assert len(set(rows)) == DRAWN
    assert not check.active
    assert window.notices.shown is not None
    assert "checked 12, right 11 (" in window.notices.shown.what
    states = accepted.states("tree")
    assert [states[row] for row in rows] == [0 if turn == 4 else 1 for turn in range(DRAWN)]
    assert model.data(index, LabelRole.PROBABILITY) is not None, "it is shown again"
    seen: list[tuple[Seen, Source]] = []

    def read(project: Project) -> None:
        for row in rows:
            seen.extend((one.seen, one.source) for one in project.annotations_of(row))

    window.session.run(read)
    accepted.settle()
    assert {one for one, _source in seen} == {Seen.ONE}
    column = accepted.project_view.schema.columns[accepted.label("tree").id]
    assert (accepted.project_view.judging[rows, column] != State.UNKNOWN).all()
    dialog = ask(accepted)
    assert "Of those accepted before: checked 12, right 11 (" in dialog.precision.text()
    dialog.reject()


def test_a_check_that_is_left_keeps_its_answers(accepted: Driver) -> None:
    window = accepted.window
    begin(accepted)
    row = answer(accepted, right=True)
    QTest.keyClick(window.browser.viewer, Qt.Key.Key_Escape)
    assert not window.labelling_parts.check.active
    assert not window.labelling_parts.check.banner.isVisible()
    kept: list[int] = []
    window.session.run(lambda p: kept.extend(pair.row for pair in checked_pairs(p)))
    accepted.settle()
    assert kept == [row]
    accepted.select(5)
    QTest.keyClick(window.browser.grid, Qt.Key.Key_2)
    accepted.settle()
    assert accepted.states("sea")[5] == State.PRESENT, "keys label again"


def test_what_was_taken_back_is_not_asked_about(accepted: Driver) -> None:
    window = accepted.window
    window.activateWindow()
    accepted.do(window.commands.undo)
    accepted.settle()
    buttons = [one.text() for one in window.notices.findChildren(QPushButton) if one.isVisible()]
    assert "Check 12 of them" not in buttons
    assert not window.labelling_parts.check.active


def test_one_key_on_more_than_the_screen_shows_is_checked_too(
    driver: Driver, tmp_path: Path
) -> None:
    driver.open(draw_images(tmp_path / "many", 40))
    driver.add_labels("tree")
    window = driver.window
    window.browser.grid.selectAll()
    driver.press("1")
    driver.settle()
    driver.until(lambda: window.notices.shown is not None)
    begin(driver)
    row = answer(driver, right=False)
    assert driver.states("tree")[row] == State.ABSENT
    assert driver.states("tree").count(State.PRESENT) == 39
    QTest.keyClick(window.browser.viewer, Qt.Key.Key_Escape)
    assert len(window.browser.grid.selected_rows()) == 40, "as it was before"


def test_the_review_asks_by_chance_about_what_was_accepted_unseen(accepted: Driver) -> None:
    """What is open was answered; what nobody saw is left, and Space says that it is right."""
    window = accepted.window
    accepted.until(lambda: window.findChild(AcceptDialog) is None)
    accepted.select(*(row for row, state in enumerate(accepted.states("tree")) if state < 0))
    QTest.keyClick(window.browser.grid, Qt.Key.Key_1)
    accepted.select(*range(40))
    QTest.keyClick(window.browser.grid, Qt.Key.Key_2, SHIFT)
    accepted.settle()
    accepted.do(window.commands.review)
    accepted.until(lambda: window.review.current is not None)
    banner, rows = window.workspace.review_banner, []
    for _ in range(3):
        row = window.review.current
        assert row is not None
        assert banner.reason.text() == "drawn by chance"
        assert "Labelled without a look at it: " in banner.suggestion.text()
        assert "labelled without a look" in banner.count.text()
        rows.append(row)
        accepted.do(window.commands.accept)
        accepted.until(lambda row=row: window.review.current not in (None, row))  # type: ignore[misc]
        accepted.settle()
    assert (accepted.project_view.judging[rows] != State.UNKNOWN).all()
    assert accepted.states("tree")[rows[0]] == State.PRESENT
    asked: list[int] = []
    window.session.run(lambda p: asked.extend(p.images().asked.nonzero()[0].tolist()))
    accepted.settle()
    assert set(asked) == set(rows)
