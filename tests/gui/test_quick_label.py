"""Labels are found as they are typed: Enter makes or marks, Ctrl+Enter just makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from window_driver import CONTROL, SHIFT, Driver

from labelmt.domain.schema import Label
from labelmt.project.commands.commands import EditLabel

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def labelled(driver: Driver, images: Path) -> Driver:
    driver.open(images)
    driver.add_labels("sparrow", "house sparrow", "car", "lighthouse")
    driver.window.session.apply(EditLabel(driver.label("car").id, synonyms=("automobile",)))
    driver.settle()
    driver.select(1, 2)
    driver.press("L")
    return driver


def shown(driver: Driver) -> list[str]:
    matches = driver.window.panel.adder.matches
    return [matches.item(row).text() for row in range(matches.count())]


def type_only(driver: Driver, text: str) -> None:
    for letter in text:
        driver.press(letter.upper())


def test_enter_marks_the_best_match_and_stays(labelled: Driver) -> None:
    type_only(labelled, "ho")
    labelled.press(Qt.Key.Key_Down)
    labelled.press(Qt.Key.Key_Return)
    labelled.settle()
    assert labelled.states("house sparrow")[:4] == [-1, 1, 1, -1]
    labelled.type("Automobile")
    labelled.settle()
    assert labelled.states("car")[:4] == [-1, 1, 1, -1]
    assert len(labelled.project_view.schema.labels) == 4
    assert labelled.window.panel.adder.name.text() == ""
    assert labelled.window.panel.adder.name.hasFocus()


def test_a_name_typed_again_takes_nothing_back(labelled: Driver) -> None:
    for _ in range(2):
        labelled.type("car")
        labelled.settle()
        assert labelled.states("car")[:4] == [-1, 1, 1, -1]
    labelled.until(lambda: "already" in labelled.window.labelling_parts.toast.text())


def test_absent_and_unknown_are_as_easy(labelled: Driver) -> None:
    type_only(labelled, "sparrow")
    labelled.press(Qt.Key.Key_Return, SHIFT)
    labelled.settle()
    assert labelled.states("sparrow")[:4] == [-1, 0, 0, -1]
    type_only(labelled, "sparow")
    labelled.press(Qt.Key.Key_Down)
    labelled.press(Qt.Key.Key_Return, ALT)
    labelled.settle()
    assert set(labelled.states("sparrow")) == {-1}


def test_arrows_choose_and_the_last_line_makes(labelled: Driver) -> None:
    type_only(labelled, "house")
    assert shown(labelled) == ["house sparrow", "lighthouse", "New label “house”"]
    labelled.press(Qt.Key.Key_Down)
    labelled.press(Qt.Key.Key_Down)
    labelled.press(Qt.Key.Key_Return)
    labelled.settle()
    assert labelled.states("lighthouse")[:4] == [-1, 1, 1, -1]
    type_only(labelled, "house")
    labelled.press(Qt.Key.Key_Up)
    labelled.press(Qt.Key.Key_Return)
    labelled.until(lambda: len(labelled.project_view.schema.labels) == 5)
    assert not labelled.window.panel.adder.matches.isVisible()


def test_control_makes_a_label_whatever_is_near(labelled: Driver) -> None:
    type_only(labelled, "ho")
    labelled.press(Qt.Key.Key_Return, CONTROL)
    labelled.until(lambda: len(labelled.project_view.schema.labels) == 5)
    made: Label = labelled.label(
        "HO" if shown(labelled) else labelled.project_view.schema.labels[4].name
    )
    assert set(labelled.states(made.name)) == {-1}


def test_the_match_is_spoken_where_the_focus_is(labelled: Driver) -> None:
    type_only(labelled, "automobile")
    assert labelled.window.panel.adder.name.accessibleDescription() == "car  (automobile)"


def test_only_a_name_typed_in_full_is_chosen_beforehand(labelled: Driver) -> None:
    """ "damaged" and Enter must not mark "undamaged"."""
    labelled.type("spar")
    labelled.until(lambda: len(labelled.project_view.schema.labels) == 5)
    labelled.settle()
    assert set(labelled.states("sparrow")) == {-1}


def test_enter_marks_with_a_new_name_as_with_a_known_one(labelled: Driver) -> None:
    labelled.type("heron")
    labelled.until(lambda: len(labelled.project_view.schema.labels) == 5)
    labelled.until(lambda: labelled.states("heron")[:4] == [-1, 1, 1, -1])


def test_escape_clears_then_leaves(labelled: Driver) -> None:
    field = labelled.window.panel.adder.name
    type_only(labelled, "spa")
    labelled.press(Qt.Key.Key_Escape)
    assert field.text() == ""
    assert field.hasFocus()
    labelled.press(Qt.Key.Key_Escape)
    grid = labelled.window.browser.grid
    assert grid.hasFocus()
    assert grid.selected_rows() == (1, 2)
    labelled.press(Qt.Key.Key_Escape)
    assert grid.selected_rows() == (2,)


def test_escape_in_the_labels_goes_back_to_the_images(labelled: Driver) -> None:
    window = labelled.window
    for widget in (window.panel.view, window.workspace.sidebar):
        widget.setFocus()
        labelled.press(Qt.Key.Key_Escape)
        assert window.browser.grid.hasFocus()
        assert len(window.browser.grid.selected_rows()) == 2


def test_a_label_typed_for_the_selection_is_one_undo_and_can_be_repeated(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    driver.select(1, 2)
    driver.press("L")
    driver.type("tree")
    driver.settle()
    assert driver.states("tree")[:4] == [-1, 1, 1, -1]
    undo = driver.window.commands.undo
    assert undo.text() == "Undo: Make label tree, present on 2 images"
    driver.press(Qt.Key.Key_Escape)
    driver.select(5)
    driver.press(".")
    driver.settle()
    assert driver.states("tree")[5] == 1
    driver.press("Z", CONTROL)
    driver.press("Z", CONTROL)
    driver.settle()
    assert driver.project_view.schema.tasks == ()
    assert not undo.isEnabled()


def test_a_name_that_cannot_be_is_given_back(labelled: Driver) -> None:
    driver, field = labelled, labelled.window.panel.adder.name
    driver.type("palm")
    driver.settle()
    type_only(driver, "x")
    field.setText("a\u0000b")
    driver.press(Qt.Key.Key_Return)
    driver.settle()
    driver.until(lambda: field.text() != "")
    assert len(driver.project_view.schema.labels) == 5
