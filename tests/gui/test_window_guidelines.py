"""Guidelines of labels in the window: shown where one labels, chosen, edited, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from window_driver import CONTROL, SHIFT, Driver

from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import TaskKind
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.gui.labelling.guidelines.guideline_card import GuidelineCard
from labelmt.gui.schema.schema_dialog import SchemaDialog
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme
from labelmt.project.commands.commands import EditLabel, ImportSchema, SetAnnotations, SetExamples

MEANING = "Trunks and crowns, also bare ones.\nNo bushes, no single leaves."


def card(driver: Driver) -> GuidelineCard:
    return driver.window.labelling_parts.guidelines.card


def in_window(driver: Driver, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(driver.window, QPoint()), widget.size())


def rest_on(driver: Driver, name: str) -> None:
    """Let the mouse rest on a label's name in the panel.

    Qt tells that it rests only where the window is active and no other lies over it, which windows
    of other tests have a say in; what it would send is sent here.
    """
    view = driver.window.panel.view
    box = view.visualRect(view.model().index_of(driver.label(name).id))  # type: ignore[attr-defined]
    QTest.mouseMove(view.viewport(), box.center() - QPoint(1, 0))
    QTest.mouseMove(view.viewport(), box.center())
    at = view.viewport().mapToGlobal(box.center())
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, box.center(), at))


@pytest.fixture
def labelled(driver: Driver, images: Path) -> Driver:
    driver.open(images)
    driver.add_labels("tree", "sea")
    tree = driver.label("tree")
    for command in (
        EditLabel(tree.id, description=MEANING, synonyms=("oak",)),
        SetAnnotations((1, 4), tree.id, State.PRESENT, seen=Seen.ONE),
    ):
        driver.window.session.apply(command)
    driver.settle()
    return driver


def test_a_label_says_what_it_means_where_the_mouse_rests(labelled: Driver) -> None:
    driver = labelled
    rest_on(driver, "tree")
    driver.until(card(driver).isVisible)
    assert card(driver).description.text() == MEANING
    assert card(driver).strip.rows == (1, 4)  # the best confirmed ones
    assert "oak" in card(driver).accessibleName()
    loader = driver.window.browser.loader
    driver.until(lambda: all(loader.pixmap(row) is not None for row in (1, 4)))
    assert not in_window(driver, card(driver)).intersects(in_window(driver, driver.window.browser))
    assert driver.window.rect().contains(in_window(driver, card(driver)))
    rest_on(driver, "sea")  # another row: the first card goes at once
    assert not card(driver).isVisible()
    driver.until(card(driver).isVisible)
    assert card(driver).strip.rows == ()
    QTest.mouseMove(driver.window.browser.grid.viewport(), QPoint(30, 30))
    QApplication.sendEvent(driver.window.panel.view.viewport(), QEvent(QEvent.Type.Leave))
    driver.until(lambda: not card(driver).isVisible())


def test_the_card_of_a_row_low_in_the_panel_lies_above_it(labelled: Driver) -> None:
    driver = labelled
    names = [f"thing {number}" for number in range(20)]
    drafts = tuple(LabelDraft(name, description="x y " * 200) for name in names)
    task = TaskDraft("things", TaskKind.MULTILABEL, drafts)
    driver.window.session.apply(ImportSchema("many.yaml", (task,)))
    driver.settle()
    rest_on(driver, names[-2])
    driver.until(card(driver).isVisible)
    view = driver.window.panel.view
    row = view.visualRect(driver.window.panel.model.index_of(driver.label(names[-2]).id))
    top = view.viewport().mapTo(driver.window, row.topLeft()).y()
    assert in_window(driver, card(driver)).bottom() < top
    assert len(card(driver).description.text()) < 650  # the rest is in the editor
    assert card(driver).description.text().endswith("…")


def test_a_key_shows_it_without_a_mouse(labelled: Driver) -> None:
    driver = labelled
    view = driver.window.panel.view
    view.setCurrentIndex(driver.window.panel.model.index_of(driver.label("tree").id))
    driver.press("G", CONTROL | SHIFT)
    driver.until(card(driver).isVisible)
    assert card(driver).description.text() == MEANING
    driver.press("G", CONTROL | SHIFT)
    assert not card(driver).isVisible()


def test_a_sweep_says_what_its_label_means(labelled: Driver) -> None:
    driver = labelled
    driver.sweep_for("tree")
    banner = driver.window.workspace.sweep_banner
    driver.until(banner.isVisible)
    assert banner.guideline.isVisible()
    assert banner.guideline.text() == MEANING.replace("\n", " ")
    driver.click(banner.about)
    driver.until(card(driver).isVisible)
    assert card(driver).strip.rows == (1, 4)
    assert not in_window(driver, card(driver)).intersects(
        in_window(driver, driver.window.browser.grid)
    )
    driver.click(banner.about)
    assert not card(driver).isVisible()
    driver.press("G", CONTROL | SHIFT)
    driver.until(card(driver).isVisible)
    driver.press(Qt.Key.Key_Escape)  # one step back: the sweep goes on
    assert not card(driver).isVisible()
    assert banner.isVisible()
    banner.label.setFocus()
    QTest.keyClick(banner.label, Qt.Key.Key_Down)
    driver.until(lambda: banner.label_id == driver.label("sea").id)
    assert not banner.guideline.isVisible()  # it has no description


def choose_example(driver: Driver, name: str) -> None:
    """Choose a label in the image's menu, as its entry stands there."""
    menu: QMenu = driver.window.browser.examples_menu
    menu.popup(QPoint(50, 50))
    driver.until(menu.isVisible)
    [action] = [one for one in menu.actions() if one.text() == name]
    for _ in range(10):
        QTest.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction() is action:
            break
    QTest.keyClick(menu, Qt.Key.Key_Return)
    driver.until(lambda: not menu.isVisible())
    driver.settle()


@pytest.mark.qt_log_ignore(  # said by the offscreen platform of every popup
    "This plugin does not support", "propagateSizeHints", extend=True
)
def test_images_are_chosen_as_examples_and_taken_back(labelled: Driver) -> None:
    driver = labelled
    assert driver.window.browser.examples_menu.menuAction() in driver.window.browser.grid.actions()
    driver.select(2, 6)
    choose_example(driver, "tree")
    assert driver.label("tree").examples == (2, 6)
    driver.window.panel.view.setCurrentIndex(
        driver.window.panel.model.index_of(driver.label("tree").id)
    )
    driver.do(driver.window.commands.guidelines)
    driver.until(card(driver).isVisible)
    assert card(driver).strip.rows == (2, 6)
    driver.select(6)
    choose_example(driver, "tree")  # checked: it is one no longer
    assert driver.label("tree").examples == (2,)
    for there in ((2, 6), ()):
        driver.do(driver.window.commands.undo)
        driver.settle()
        assert driver.label("tree").examples == there


def opened_editor(driver: Driver) -> SchemaDialog:
    dialog = driver.window.findChild(SchemaDialog)
    assert dialog is not None
    driver.until(dialog.isVisible)
    driver.until(lambda: bool(dialog.schema.tasks))
    return dialog


def test_a_description_is_typed_in_the_editor_and_kept(labelled: Driver) -> None:
    driver = labelled
    driver.window.session.apply(SetExamples(driver.label("sea").id, (3, 5)))
    driver.settle()
    driver.window.panel.describe_asked.emit(driver.label("sea").id)
    dialog = opened_editor(driver)
    form = dialog.side.form
    driver.until(form.description.hasFocus)
    QTest.keyClicks(form.description, "Salt water")
    QTest.keyClick(form.description, Qt.Key.Key_Return)
    QTest.keyClicks(form.description, "no lakes")
    QTest.keyClick(form.description, Qt.Key.Key_Tab)  # the field is left
    driver.until(lambda: driver.label("sea").description == "Salt water\nno lakes")
    assert form.examples.rows == [3, 5]
    driver.until(lambda: not form.examples.item(0).icon().isNull())
    form.examples.setFocus()
    QTest.mouseClick(
        form.examples.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        form.examples.visualItemRect(form.examples.item(0)).center(),
    )  # fmt: skip
    QTest.keyClick(form.examples, Qt.Key.Key_Delete)
    driver.until(lambda: driver.label("sea").examples == (5,))
    driver.until(lambda: form.examples.rows == [5])
    form.description.setFocus()
    QTest.keyClicks(form.description, "!")
    dialog.close()  # what is being typed counts
    driver.until(lambda: "!" in driver.label("sea").description)
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    driver.window.browser.focus_images()
    for _ in range(3):
        driver.press("Z", CONTROL)
    driver.settle()
    assert driver.label("sea").description == ""
    assert driver.label("sea").examples == (3, 5)


def test_it_can_be_read_in_the_dark(labelled: Driver) -> None:
    driver = labelled
    applied_theme().choose(Theme.DARK)
    try:
        rest_on(driver, "tree")
        driver.until(card(driver).isVisible)
        ground = card(driver).grab().toImage().pixelColor(4, card(driver).height() - 4)
        assert ground.lightness() < 80
    finally:
        applied_theme().choose(Theme.SYSTEM)


def test_keys_that_can_do_nothing_say_why(driver: Driver, images: Path) -> None:
    driver.open(images)
    toast = driver.window.labelling_parts.toast
    driver.select(1)
    driver.press("G", CONTROL | SHIFT)
    assert toast.isVisible()
    assert toast.text() == "Click a label's name first: this shows what it means."
    driver.add_labels("tree")
    driver.press("7")
    assert toast.text() == "No label has the key 7."
