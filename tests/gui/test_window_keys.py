"""Keys of the window's actions: changed in the list of keys, kept, conflicts told, reset."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItemIterator, QWidget
from window_driver import CONTROL, SHIFT, Driver

import labelmt.gui
from labelmt.gui.app.change_key_dialog import ChangeKeyDialog
from labelmt.gui.app.shortcuts_dialog import ShortcutsDialog
from labelmt.gui.core import key_names
from labelmt.gui.core.window_settings import window_settings


def opened(driver: Driver) -> ShortcutsDialog:
    driver.do(driver.window.commands.keys)
    dialog = driver.window.findChild(ShortcutsDialog)
    assert dialog is not None
    driver.until(dialog.isVisible)
    return dialog


def choose(dialog: ShortcutsDialog, name: str) -> None:
    found = QTreeWidgetItemIterator(dialog.list)
    while (item := found.value()) is not None:
        if item.text(0) == name and item.parent() is not None:
            dialog.list.setCurrentItem(item)
            return
        found += 1
    raise AssertionError(name)


def shown_key(dialog: ShortcutsDialog) -> str:
    item = dialog.list.currentItem()
    assert item is not None
    return item.text(1)


def pressed(
    driver: Driver, dialog: ShortcutsDialog, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> ChangeKeyDialog:
    """The dialog of one key, in which this was pressed."""
    driver.click(dialog.change)
    asked = dialog.findChild(ChangeKeyDialog)
    assert asked is not None
    driver.until(asked.isVisible)
    asked.field.setFocus()
    QTest.keyClick(asked.field, key, modifiers)
    return asked


def keys(action: QAction) -> list[str]:
    return [one.toString() for one in action.shortcuts()]


def test_a_key_is_changed_and_kept_for_the_next_start(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path
) -> None:
    with new_window() as driver:
        driver.open(images)
        dialog = opened(driver)
        choose(dialog, "Next set of label keys")
        assert shown_key(dialog) == "H"
        asked = pressed(driver, dialog, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
        assert asked.told.text() == "F8 is free."
        driver.click(asked.take)
        driver.until(lambda: shown_key(dialog) == "F8")
        dialog.reject()
        assert keys(driver.window.commands.next_keys) == ["F8"]
    with new_window() as driver:
        assert keys(driver.window.commands.next_keys) == ["F8"]
        dialog = opened(driver)
        choose(dialog, "Next set of label keys")
        driver.click(dialog.reset)
        assert shown_key(dialog) == "H"
        dialog.reject()
    with new_window() as driver:
        assert keys(driver.window.commands.next_keys) == ["H"]


def test_a_conflict_is_told_and_the_other_goes_without(driver: Driver, images: Path) -> None:
    driver.open(images)
    do, dialog = driver.window.commands, opened(driver)
    choose(dialog, "Watch the folders for new images")
    assert shown_key(dialog) == ""
    asked = pressed(driver, dialog, Qt.Key.Key_M, CONTROL)
    assert asked.told.text() == "Ctrl+M is the key of “Suspected mistakes”, which would have none."
    driver.click(asked.take)
    driver.until(lambda: keys(do.watch) == ["Ctrl+M"])
    assert keys(do.suspects) == []
    choose(dialog, "Suspected mistakes")
    assert shown_key(dialog) == ""
    driver.click(dialog.reset)
    assert (keys(do.suspects), keys(do.watch)) == (["Ctrl+M"], [])
    driver.click(dialog.reset_all)
    assert (keys(do.suspects), keys(do.watch)) == (["Ctrl+M"], [])
    assert window_settings().childGroups().count("keys") == 0
    dialog.reject()


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_Q, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Q, SHIFT),
     (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)],
)  # fmt: skip
def test_a_key_of_labels_or_images_is_refused(
    driver: Driver, images: Path, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    driver.open(images)
    dialog = opened(driver)
    choose(dialog, "History")
    asked = pressed(driver, dialog, key, modifiers)
    assert not asked.take.isEnabled()
    assert "labels or images" in asked.told.text()
    asked.reject()
    choose(dialog, "Review: accept and go on")  # Space is the images'
    assert not dialog.change.isEnabled()
    dialog.reject()


def test_what_is_damaged_in_the_settings_counts_as_not_there(
    new_window: Callable[..., AbstractContextManager[Driver]],
) -> None:
    settings = window_settings()
    told = (
        ("history", "F8\tnonsense"), ("find", "Q"), ("nothing", "F8"), ("accept", "F9"),
        ("review", "Ctrl+M"), ("sweep", "Ctrl+G"), ("groups", "Ctrl+L"),
    )  # fmt: skip
    for name, value in told:
        settings.setValue(f"keys/{name}", value)
    settings.sync()
    with new_window() as driver:
        do = driver.window.commands
        assert keys(do.history) == ["Ctrl+H"]
        assert keys(do.find) == ["Ctrl+F"]  # Q is a label's
        assert (keys(do.suspects), keys(do.review)) == (["Ctrl+M"], [])  # it is taken
        assert (keys(do.sweep), keys(do.groups)) == (["Ctrl+G"], ["Ctrl+L"])  # exchanged
        assert do.accept.shortcut() == QKeySequence("Space")


def texts(window: QWidget) -> list[str]:
    """Whatever a person can read, or be read, of the widgets of a window."""
    found: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        for name in ("text", "toolTip", "placeholderText", "accessibleDescription", "title"):
            ask = getattr(widget, name, None)
            found += [str(ask())] if callable(ask) else []
    return [one for one in found if one]


def test_the_key_of_training_can_be_changed(driver: Driver, images: Path) -> None:
    driver.open(images)
    dialog = opened(driver)
    choose(dialog, "Train")
    assert shown_key(dialog) == "F5"
    asked = pressed(driver, dialog, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
    driver.click(asked.take)
    driver.until(lambda: shown_key(dialog) == "F8")
    dialog.reject()
    assert keys(driver.window.strip.train_action) == ["F8"]
    assert driver.window.strip.train_action.iconText() == "Train  F8"
    assert driver.window.strip.train_action.toolTip().endswith("(F8)")


def test_every_hint_names_the_key_as_it_is_now(driver: Driver, images: Path) -> None:
    driver.open(images)
    window = driver.window
    known = window.help.keys
    changeable = {
        name: action
        for name, action in {**window.commands.actions, **window.commands.brought}.items()
        if known.can_change(action) and action.shortcuts()
    }
    assert {"train", "live", "find", "review", "fit_image", "explanation"} <= set(changeable)
    usual = {name: key_names.key_of(name) for name in changeable}
    old = re.compile(
        r"(?<![\w+])(" + "|".join(re.escape(one) for one in usual.values() if len(one) > 1)
        + r")(?![\w+])|\((N|L|H)\)"
    )  # fmt: skip
    before = [one for one in texts(window) if old.search(one)]
    assert len(before) >= 12, "hints that name keys"
    for place, action in enumerate(changeable.values()):
        shift = "Shift+" if place >= 35 else ""
        meta = "Meta+" if place >= 70 else ""
        known.set_key(action, QKeySequence(f"Ctrl+Alt+{meta}{shift}F{place % 35 + 1}"))
    assert [one for one in texts(window) if old.search(one)] == []
    assert f"Train  {keys(window.strip.train_action)[0]}" == window.strip.train_action.iconText()
    search = window.workspace.filter_bar.search
    assert search.placeholderText().endswith(f"({keys(window.commands.find)[0]})")
    page = known.as_now("Press F5 or **Ctrl+J**; Ctrl+Space and Ctrl+Shift+Jump stay.")
    train, similar = keys(window.strip.train_action)[0], keys(window.commands.similar)[0]
    assert page == f"Press {train} or **{similar}**; Ctrl+Space and Ctrl+Shift+Jump stay."
    for action in changeable.values():
        known.set_key(action, QKeySequence())
    assert not [one for one in texts(window) if "()" in one or "{" in one]
    assert window.strip.train_action.iconText() == "Train"
    assert key_names.with_keys("Train: {train}. {0} ({find})", "Now") == "Train: Model › Train. Now"
    known.reset_all()
    assert [one for one in texts(window) if old.search(one)] == before


def test_no_text_of_the_window_names_a_key_that_can_be_changed() -> None:
    named = re.compile(r"\bF([2-9]|1[0-2])\b|Ctrl\+(?!Space|wheel|Arrows)|\([A-Z]\)")
    found = []
    for file in Path(labelmt.gui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in ("tr", "_tr", "translate"):
                continue
            found += [
                f"{file.name}: {one.value}"
                for argument in node.args
                for one in ast.walk(argument)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
                if named.search(one.value)
            ]
    assert found == []
