"""Label keys: which label key a key event is, and in which of the three states.

A key alone is present, with Shift absent, with Alt unknown. What the event calls its key
depends on the keyboard layout: Shift+1 arrives as "!" on one, as ``"`` or "+" on another, and on
a French keyboard the digit itself needs Shift. So the digits' row is read by its place on the
keyboard where the system tells it, and letters by what they print, unless the layout has no
Latin letters.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from labelmt.domain.annotations import State

# Places of keys as PC keyboards number them (scan code set 1); Windows reports these, X11 and
# Wayland add 8 (the keycodes of xkb's "evdev").
_ROWS = {2: "1234567890", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM"}
_PLACES = {start + i: key for start, keys in _ROWS.items() for i, key in enumerate(keys)}
_XKB_OFFSET = 8
# Virtual key codes of macOS (Carbon's Events.h, kVK_ANSI_*) of the digits' row.
_MAC_DIGITS = {18: "1", 19: "2", 20: "3", 21: "4", 23: "5", 22: "6", 26: "7", 28: "8", 25: "9",
               29: "0"}  # fmt: skip
# Where no place is told (remote desktops, test tools): the US layout's shifted digits.
_US_SHIFTED = dict(zip("!@#$%^&*()", "1234567890", strict=True))

TYPED_INTO = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)
"""Widgets that keep the keys they get; what they let through must not reach a label either."""

_FORBIDDEN = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True, slots=True)
class LabelKey:
    """A press of a label's key: the key as schemas name it, and the state it asks for."""

    key: str
    state: State


def label_key(event: QKeyEvent, platform: str = sys.platform) -> LabelKey | None:
    """The label key of a key event, or None for one that can be none."""
    modifiers = event.modifiers()
    if modifiers & _FORBIDDEN:
        return None
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    if shift and alt:
        return None
    key = _name(event, shift, platform)
    if not key:
        return None
    return LabelKey(key, State.ABSENT if shift else State.UNKNOWN if alt else State.PRESENT)


def _name(event: QKeyEvent, shift: bool, platform: str) -> str:
    code = event.key()
    if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
        return chr(code) if Qt.Key.Key_0 <= code <= Qt.Key.Key_9 else ""
    if Qt.Key.Key_A <= code <= Qt.Key.Key_Z:
        return chr(code)
    place = _place(event, platform)
    if place.isdigit():
        return place
    if Qt.Key.Key_0 <= code <= Qt.Key.Key_9:
        return chr(code)
    if place and _is_other_alphabet(code):
        return place
    if shift and not event.nativeScanCode() and code < 0x80:
        return _US_SHIFTED.get(chr(code), "")
    return ""


def _place(event: QKeyEvent, platform: str) -> str:
    """The key of a US keyboard at the same place, or nothing where the system does not say."""
    if platform == "darwin":
        return _MAC_DIGITS.get(event.nativeVirtualKey(), "") if event.nativeVirtualKey() else ""
    scan = event.nativeScanCode()
    if platform.startswith("linux"):
        scan -= _XKB_OFFSET
    return _PLACES.get(scan, "")


def _is_other_alphabet(code: int) -> bool:
    """Whether a key prints a letter beyond Latin: Greek, Cyrillic, Hebrew, Arabic, ..."""
    return 0x370 <= code < Qt.Key.Key_Escape and chr(min(code, sys.maxunicode)).isalpha()


class LabelKeys(QObject):
    """Gives label keys to the labels before anything else takes them.

    Installed on the widgets that have the focus while a person labels. Views would otherwise
    take letters for their own search, and menus would take Alt with a letter. Keys that no
    label has are left alone, and so is everything that is typed into a text field.

    Args:
        press: called with the key of a label; the event is then used up.
        has_label: whether a label has this key.
        unused: called with a digit that was pressed although no label has it.
    """

    def __init__(
        self,
        press: Callable[[LabelKey], None],
        has_label: Callable[[str], bool],
        parent: QObject | None = None,
        unused: Callable[[str], None] = lambda _key: None,
    ) -> None:
        super().__init__(parent)
        self._press = press
        self._has_label = has_label
        self._unused = unused

    def watch(self, *widgets: QWidget) -> None:
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if not isinstance(event, QKeyEvent) or isinstance(QApplication.focusWidget(), TYPED_INTO):
            return False
        found = label_key(event)
        if found is None:
            return False
        if not self._has_label(found.key):
            if kind == QEvent.Type.KeyPress and found.key.isdigit():
                self._unused(found.key)
            return False
        if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._press(found)
        event.accept()
        return True
