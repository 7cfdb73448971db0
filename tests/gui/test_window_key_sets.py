"""More labels than keys: one key turns to the next set, and the panel says whose keys they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from window_driver import ALT, SHIFT, Driver

from labelmt.domain.annotations import State
from labelmt.domain.key_sets import SHORTCUT_KEYS
from labelmt.domain.schema import TaskKind
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.gui.labelling.panel.key_dialog import KeyDialog
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.project.commands.commands import ArchiveTask, ImportSchema

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


@pytest.fixture
def many(driver: Driver, images: Path) -> Driver:
    """A task that takes all keys, and one whose labels have them again."""
    driver.open(images)
    things = [LabelDraft(f"thing {number}") for number in range(len(SHORTCUT_KEYS))]
    scenes = [LabelDraft(f"scene {number}") for number in range(5)]
    tasks = (
        TaskDraft("things", TaskKind.MULTILABEL, tuple(things)),
        TaskDraft("scenes", TaskKind.MULTILABEL, tuple(scenes)),
    )
    driver.window.session.apply(ImportSchema("many.yaml", tasks))
    driver.settle()
    return driver


def reachable(driver: Driver, name: str) -> bool:
    model = driver.window.panel.model
    shown = model.data(model.index_of(driver.label(name).id), LabelRole.SHOWN)
    return bool(shown.reachable)


def test_a_key_turns_to_the_labels_of_the_next_task(many: Driver) -> None:
    driver, button = many, many.window.panel.key_sets
    assert driver.label("scene 0").shortcut == "21"
    assert button.isVisible()
    assert button.text() == "Keys: set 1 of 2, things (H)"
    assert reachable(driver, "thing 0")
    assert not reachable(driver, "scene 0")
    driver.select(1)
    driver.press("1")
    driver.press("H")
    assert button.text() == "Keys: set 2 of 2, scenes (H)"
    assert reachable(driver, "scene 0")
    driver.press("2")
    driver.press("3", SHIFT)
    driver.press("Q")  # nobody's in this set
    driver.settle()
    assert driver.states("thing 0")[1] == driver.states("scene 1")[1] == P
    assert driver.states("scene 2")[1] == A
    assert driver.states("thing 1")[1] == driver.states("thing 10")[1] == U
    driver.press("2", ALT)
    driver.settle()
    assert driver.states("scene 1")[1] == U
    driver.press("H")
    assert button.text() == "Keys: set 1 of 2, things (H)"
    driver.click(button)
    assert button.text() == "Keys: set 2 of 2, scenes (H)"


def test_the_labels_that_the_keys_now_reach_come_into_view(driver: Driver, images: Path) -> None:
    driver.open(images)
    drafts = tuple(LabelDraft(f"thing {number}") for number in range(79))
    task = TaskDraft("things", TaskKind.MULTILABEL, drafts)
    driver.window.session.apply(ImportSchema("many.yaml", (task,)))
    driver.settle()
    view, model = driver.window.panel.view, driver.window.panel.model
    keys = len(SHORTCUT_KEYS)
    driver.press("H")
    second = model.index_of(driver.label(f"thing {keys}").id)
    assert view.indexAt(view.viewport().rect().topLeft()) == second
    driver.press("H")
    third = view.visualRect(model.index_of(driver.label(f"thing {2 * keys}").id))
    assert view.viewport().rect().contains(third)
    driver.press("H")
    assert view.verticalScrollBar().value() == 0


def test_where_the_set_goes_the_first_is_meant_again(many: Driver) -> None:
    driver = many
    driver.press("H")
    scenes = driver.project_view.schema.tasks[1].id
    driver.window.session.apply(ArchiveTask(scenes))
    driver.settle()
    assert not driver.window.panel.key_sets.isVisible()
    driver.select(0)
    driver.press("1")
    driver.settle()
    assert driver.states("thing 0")[0] == P


def test_few_labels_have_one_set_and_no_word_of_it(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    assert not driver.window.panel.key_sets.isVisible()
    driver.press(Qt.Key.Key_H)
    driver.select(0)
    driver.press("1")
    driver.settle()
    assert driver.states("tree")[0] == P


def test_a_key_of_the_window_is_told_with_what_it_does(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    panel = driver.window.panel
    dialog = KeyDialog(driver.label("tree"), panel.model.schema, panel)
    dialog.open()
    driver.until(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_N)
    words = dialog.findChildren(QLabel)[0].text()
    dialog.close()
    assert words == "N means “Review the next image”. Press another key."
