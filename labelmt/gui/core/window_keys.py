"""Keys of the window's actions, as a person changed them, kept in the settings file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence

from labelmt.domain.key_sets import SHORTCUT_KEYS
from labelmt.gui.core import key_names
from labelmt.gui.core.action_table import ActionTable
from labelmt.gui.core.window_settings import window_settings

GROUP = "keys"
"""Of the settings file: an action's id with its keys, parted by tabs."""
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_OF_IMAGES = frozenset(
    QKeySequence(key).toString()
    for key in (
        Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Escape,
        Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
        Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
        Qt.Key.Key_Delete,
    )
)  # fmt: skip
"""What images and lists do with these keys is not the window's to change."""


class WindowKeys(QObject):
    """Puts the kept keys on the actions, and changes them.

    What is damaged in the file, or is no key, counts as not there.
    """

    changed = Signal()

    def __init__(self, commands: ActionTable, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = {**commands.actions, **commands.brought}
        self._window = parent
        self._menus = commands
        self._usual = {one: list(action.shortcuts()) for one, action in self._actions.items()}
        kept = self._kept()
        for action in kept:
            action.setShortcuts([])  # what two have exchanged is free for both
        for action, keys in kept.items():
            action.setShortcuts([one for one in keys if self.owner(one) is None])
        self.changed.connect(self._name)
        self._name()

    @Slot()
    def _name(self) -> None:
        """Name the keys as they are now, in texts to come and in those that are shown."""
        places = {
            action: f"{title} › {action.text().rstrip('…')}"
            for title, actions in self._menus.listed()
            for action in actions
        }
        key_names.note(self._actions, places)
        for hint in self._window.findChildren(key_names.KeyHint):
            hint.show()

    def _kept(self) -> dict[QAction, list[QKeySequence]]:
        """What the file says, action by action."""
        settings, found = window_settings(), {}
        settings.beginGroup(GROUP)
        for name in settings.childKeys():
            action = self._actions.get(name)
            told = str(settings.value(name, ""))
            keys = [QKeySequence(one) for one in told.split("\t")] if told else []
            sound = all(one.toString() and not self.refused(one) for one in keys)
            if action is not None and self.can_change(action) and sound:
                found[action] = keys
        return found

    def can_change(self, action: QAction) -> bool:
        """Whether it is one of the table's, whose key is not that of the images alone."""
        usual = self._usual.get(self._id(action))
        if usual is None or action.shortcutContext() is not Qt.ShortcutContext.WindowShortcut:
            return False
        return not any(one.toString() in _OF_IMAGES for one in usual)

    def refused(self, key: QKeySequence) -> bool:
        """Whether a key belongs to labels or to the images."""
        if key.toString() in _OF_IMAGES:
            return True
        first = cast("Any", key)[0]  # a QKeyCombination, which its stubs do not tell
        plain = chr(first.key()) if first.key() < 0x80 else ""
        with_label = first.keyboardModifiers() in (
            *_PLAIN, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
        )  # fmt: skip
        return bool(plain) and plain in SHORTCUT_KEYS and with_label

    def owner(self, key: QKeySequence) -> QAction | None:
        """The action that has a key now."""
        everything = [one for _, actions in self._menus.keyed() for one in actions]
        return next((one for one in everything if key in one.shortcuts()), None)

    def as_now(self, text: str) -> str:
        """A page of the documentation, which names usual keys, with the keys as they are now."""
        now = {
            usual[0].toString(): key_names.with_keys(f"{{{name}}}")
            for name, usual in self._usual.items()
            if usual and len(usual[0].toString()) > 1 and not self.is_usual(self._actions[name])
        }
        if not now:
            return text
        named = "|".join(re.escape(one) for one in now)
        return re.sub(rf"(?<![\w+])({named})(?![\w+])", lambda found: now[found[1]], text)

    def is_usual(self, action: QAction) -> bool:
        """Whether an action has the keys it came with."""
        return list(action.shortcuts()) == self._usual.get(self._id(action), action.shortcuts())

    def set_key(self, action: QAction, key: QKeySequence) -> None:
        """Give an action this key alone, or none; whichever has it goes without."""
        before = self.owner(key)
        if before is not None and before is not action:
            self._put(before, [one for one in before.shortcuts() if one != key])
        self._put(action, [] if key.isEmpty() else [key])
        self.changed.emit()

    def reset(self, action: QAction) -> None:
        """Give an action the keys it came with; whichever has one of them goes without."""
        usual = self._usual[self._id(action)]
        for key in usual:
            before = self.owner(key)
            if before is not None and before is not action:
                self._put(before, [one for one in before.shortcuts() if one != key])
        self._put(action, usual)
        self.changed.emit()

    def reset_all(self) -> None:
        """Give every action the keys it came with."""
        for name, action in self._actions.items():
            self._put(action, self._usual[name])
        self.changed.emit()

    def _put(self, action: QAction, keys: Sequence[QKeySequence]) -> None:
        name = self._id(action)
        action.setShortcuts(list(keys))
        settings = window_settings()
        if self.is_usual(action):
            settings.remove(f"{GROUP}/{name}")
        else:
            settings.setValue(f"{GROUP}/{name}", "\t".join(one.toString() for one in keys))
        settings.sync()

    def _id(self, action: QAction) -> str:
        return next((name for name, one in self._actions.items() if one is action), "")
