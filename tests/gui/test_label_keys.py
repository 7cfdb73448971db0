"""Which label key a key event is, on keyboards of several layouts and systems."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from labelmt.domain.annotations import State
from labelmt.gui.labelling.label_keys import LabelKey, LabelKeys, label_key

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
Key = Qt.Key


def event(
    key: int, modifiers: Qt.KeyboardModifier, text: str = "", *, scan: int = 0, virtual: int = 0
) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0, text)


@pytest.mark.parametrize(
    ("pressed", "platform", "meant"),
    [
        pytest.param(event(Key.Key_1, NONE, "1"), "linux", ("1", State.PRESENT), id="digit"),
        pytest.param(event(Key.Key_T, NONE, "t"), "linux", ("T", State.PRESENT), id="letter"),
        pytest.param(event(Key.Key_T, SHIFT, "T"), "linux", ("T", State.ABSENT), id="shift-letter"),
        pytest.param(event(Key.Key_T, ALT), "linux", ("T", State.UNKNOWN), id="alt-letter"),
        pytest.param(
            event(Key.Key_Exclam, SHIFT, "!", scan=10), "linux", ("1", State.ABSENT), id="us-1"
        ),
        pytest.param(
            event(Key.Key_QuoteDbl, SHIFT, '"', scan=11),
            "linux",
            ("2", State.ABSENT),
            id="german-shift-2",
        ),
        pytest.param(
            event(Key.Key_Ampersand, NONE, "&", scan=10), "linux", ("1", State.PRESENT), id="fr-1"
        ),
        pytest.param(
            event(Key.Key_1, SHIFT, "1", scan=10), "linux", ("1", State.ABSENT), id="french-shift-1"
        ),
        pytest.param(
            event(Key.Key_Exclam, SHIFT, "!", scan=2), "win32", ("1", State.ABSENT), id="windows"
        ),
        pytest.param(
            event(Key.Key_Exclam, SHIFT, "!", virtual=18), "darwin", ("1", State.ABSENT), id="mac"
        ),
        pytest.param(
            event(Key.Key_Exclam, SHIFT, "!"), "linux", ("1", State.ABSENT), id="no-scan-code"
        ),
        pytest.param(
            event(0x0416, NONE, "ж", scan=47), "linux", ("", State.PRESENT), id="cyrillic-beyond-us"
        ),
        pytest.param(
            event(0x0419, NONE, "й", scan=24), "linux", ("Q", State.PRESENT), id="cyrillic-letter"
        ),
        pytest.param(
            event(Key.Key_A, NONE, "a", scan=24), "linux", ("A", State.PRESENT), id="french-a"
        ),
        pytest.param(event(Key.Key_5, KEYPAD, "5"), "linux", ("5", State.PRESENT), id="keypad"),
        pytest.param(event(Key.Key_Plus, KEYPAD, "+"), "linux", ("", State.PRESENT), id="keypad+"),
        pytest.param(event(Key.Key_A, CONTROL), "linux", ("", State.PRESENT), id="ctrl"),
        pytest.param(event(Key.Key_A, SHIFT | ALT), "linux", ("", State.PRESENT), id="shift-alt"),
        pytest.param(event(Key.Key_Question, SHIFT, "?", scan=61), "linux", ("", State.PRESENT),
                     id="question"),
        pytest.param(event(Key.Key_Escape, NONE), "linux", ("", State.PRESENT), id="escape"),
        pytest.param(event(Key.Key_Left, NONE, scan=113), "linux", ("", State.PRESENT), id="arrow"),
    ],
)  # fmt: skip
def test_which_key_is_meant(pressed: QKeyEvent, platform: str, meant: tuple[str, State]) -> None:
    key, state = meant
    assert label_key(pressed, platform) == (LabelKey(key, state) if key else None)


class Window(QMainWindow):
    """A list, a field, a menu with a mnemonic, and labels with the keys 1 and T."""

    def __init__(self) -> None:
        super().__init__()
        self.menuBar().addMenu("&Train")
        self.listing = QListWidget()
        self.listing.addItems(["apple", "tree"])
        self.field = QLineEdit()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.addWidget(self.listing)
        layout.addWidget(self.field)
        self.setCentralWidget(middle)
        self.pressed: list[LabelKey] = []
        has: Callable[[str], bool] = {"1", "T"}.__contains__
        LabelKeys(self.pressed.append, has, self).watch(self, self.listing)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


def test_labels_come_before_a_list_and_the_menu(
    window: Window,
) -> None:
    listing = window.listing
    listing.setFocus()
    listing.setCurrentRow(0)
    for key, modifiers in ((Key.Key_T, NONE), (Key.Key_T, ALT), (Key.Key_1, NONE)):
        QTest.keyClick(listing, key, modifiers)
    QTest.keyClick(listing, Key.Key_Exclam, SHIFT)
    states = [State.PRESENT, State.UNKNOWN, State.PRESENT, State.ABSENT]
    assert window.pressed == [
        LabelKey(key, state) for key, state in zip("TT11", states, strict=True)
    ]
    assert listing.currentRow() == 0, "the list must not search for what labels take"
    assert window.menuBar().activeAction() is None


def test_keys_no_label_has_are_left_alone(
    window: Window,
) -> None:
    listing = window.listing
    listing.setFocus()
    QTest.keyClick(listing, Key.Key_Down)
    QTest.keyClick(listing, Key.Key_A)
    assert not window.pressed
    assert listing.currentItem().text() == "apple"


def test_typing_into_a_field_marks_nothing(
    window: Window,
) -> None:
    field = window.field
    field.setFocus()
    QTest.keyClicks(field, "t1T!")
    assert field.text() == "t1T!"
    QTest.keyClick(field, Key.Key_T, ALT)
    assert not window.pressed
