"""Copy and paste of labels, repeat, and going on by itself, by key in the real window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from window_driver import CONTROL, SHIFT, Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


def label_first(driver: Driver, images: Path) -> None:
    """tree present and sea absent on the first image; cars unknown."""
    driver.open(images)
    driver.add_labels("tree", "sea", "cars")
    driver.press("1")
    driver.press("2", SHIFT)
    driver.settle()


def test_labels_of_one_image_are_pasted_on_others_as_one_action(
    driver: Driver, images: Path
) -> None:
    label_first(driver, images)
    driver.press("C", CONTROL)
    assert driver.window.labelling_parts.toast.text() == "Copied: tree, not sea"
    driver.select(3, 4)
    driver.press("3")
    driver.press("V", CONTROL)
    driver.settle()
    assert driver.window.commands.undo.text() == "Undo: Paste 2 labels on 2 images"
    assert driver.states("tree")[2:6] == [U, P, P, U]
    assert driver.states("sea")[2:6] == [U, A, A, U]
    assert driver.states("cars")[2:6] == [U, P, P, U], "what was not copied stays"
    driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("tree")[2:6] == [U, U, U, U]
    driver.select(6)
    driver.press("V", CONTROL | SHIFT)
    driver.settle()
    assert (driver.states("tree")[6], driver.states("sea")[6]) == (P, U), "just what is present"


def test_a_choice_is_copied_as_one(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("harbor", "beach")
    driver.press("1")
    driver.select(1)
    driver.press("2")
    driver.select(0)
    driver.settle()
    driver.press("C", CONTROL)
    driver.select(1, 2)
    driver.press("V", CONTROL)
    driver.settle()
    assert driver.states("harbor")[:3] == [P, P, P]
    assert driver.states("beach")[:3] == [A, A, A]


def test_copying_works_in_the_viewer_and_leaves_fields_alone(driver: Driver, images: Path) -> None:
    label_first(driver, images)
    driver.press(Qt.Key.Key_Return)
    driver.press("C", CONTROL)
    driver.press(Qt.Key.Key_Right)
    driver.press("V", CONTROL)
    driver.settle()
    assert driver.states("tree")[:3] == [P, P, U]
    field = driver.window.workspace.filter_bar.search
    field.setFocus()
    driver.type("abc.", Qt.Key.Key_Home)
    assert field.text() == "abc."
    driver.press("A", CONTROL)
    driver.press("C", CONTROL)
    field.clear()
    driver.press("V", CONTROL)
    driver.settle()
    assert field.text() == "abc."
    assert driver.states("tree").count(P) == 2


def test_repeat_asserts_again_and_never_toggles(driver: Driver, images: Path) -> None:
    label_first(driver, images)
    driver.select(5)
    driver.press(Qt.Key.Key_Period)
    driver.settle()
    assert driver.states("sea")[5] == A, "absent, as the last key said"
    driver.press("1")
    for _ in range(2):
        driver.press(Qt.Key.Key_Period)
    driver.select(6, 7)
    driver.press(Qt.Key.Key_Period)
    driver.settle()
    assert driver.states("tree") == [P, U, U, U, U, P, P, P]
    driver.select(0)
    driver.press("C", CONTROL)
    driver.select(1)
    driver.press("V", CONTROL)
    driver.select(2)
    driver.press(Qt.Key.Key_Period)
    driver.settle()
    assert [driver.states(name)[2] for name in ("tree", "sea", "cars")] == [P, A, U]


def test_a_key_goes_on_to_the_next_image_when_asked_to(driver: Driver, images: Path) -> None:
    label_first(driver, images)
    driver.select(1)
    driver.do(driver.window.commands.advance)
    for key in ("1", "1", "2"):
        driver.press(key)
    driver.press(Qt.Key.Key_Period)
    driver.settle()
    grid = driver.window.browser.grid
    assert grid.selected_rows() == (5,)
    assert driver.states("tree")[:5] == [P, P, P, U, U]
    assert driver.states("sea")[:5] == [A, U, U, P, P]
    driver.press(Qt.Key.Key_Return)
    driver.press("3")
    driver.press("3")
    driver.press("3")  # the last image: there is no next one
    driver.settle()
    assert driver.states("cars")[4:] == [U, P, P, P]
    assert driver.window.browser.viewer.row == 7
    driver.press(Qt.Key.Key_Escape)
    driver.select(0, 1)
    driver.press("3")
    driver.settle()
    assert grid.selected_rows() == (0, 1), "a selection of several stays"


def test_nothing_to_copy_paste_or_repeat_is_said(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    toast = driver.window.labelling_parts.toast
    for key, modifiers, words in (
        (Qt.Key.Key_C, CONTROL, "nothing to copy"),
        (Qt.Key.Key_V, CONTROL, "nothing to paste"),
        (Qt.Key.Key_Period, Qt.KeyboardModifier.NoModifier, "nothing to repeat"),
    ):
        driver.press(key, modifiers)
        driver.settle()
        assert words in toast.text()
        assert toast.isVisible()
    assert driver.states("tree") == [U] * 8
