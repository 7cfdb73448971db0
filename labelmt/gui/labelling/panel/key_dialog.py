"""The dialog that sets a label's key by letting it be pressed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from labelmt.domain.key_sets import SHORTCUT_KEYS, key_in_set, split_key
from labelmt.domain.schema import Label, Schema
from labelmt.gui.labelling.label_keys import label_key
from labelmt.gui.widgets.fitting_dialog import FittingDialog


class KeyDialog(FittingDialog):
    """``key`` holds the choice once accepted; empty is no key.

    The key is of the set that the label's key was of. A key of another label is told whose it is,
    and taken from it when it is pressed once more.
    """

    def __init__(self, label: Label, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Key of “{0}”").format(label.name))
        self.key = label.shortcut
        self._refused = ""
        self._label = label
        self._key_set = split_key(label.shortcut)[0]
        self._schema = schema
        self._text = QLabel(self.tr("Press a digit or a letter."))
        self._text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 44)
        self._text.setWordWrap(True)
        buttons = QDialogButtonBox()
        none = buttons.addButton(self.tr("No key"), QDialogButtonBox.ButtonRole.ActionRole)
        none.clicked.connect(self._choose_none)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(buttons)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = label_key(event)
        if found is None:
            super().keyPressEvent(event)
            return
        stored = key_in_set(self._key_set, found.key)
        owner = self._schema.label_for_shortcut(stored)
        if found.key not in SHORTCUT_KEYS:
            self._say_whose(found.key)
        elif owner is not None and owner.id != self._label.id and found.key != self._refused:
            self._refused = found.key
            self._say(
                self.tr(
                    "{0} is the key of “{1}”. Press it again to take it from there, or press "
                    "another key."
                ),
                found.key,
                owner.name,
            )
        else:
            self.key = stored
            self.accept()

    def _say_whose(self, key: str) -> None:
        """What the window does with a key of its own."""
        parent = self.parentWidget()
        actions = parent.window().findChildren(QAction) if parent is not None else []
        for action in actions:
            if QKeySequence(key) in action.shortcuts():
                self._say(self.tr("{0} means “{1}”. Press another key."), key, action.text())
                return
        self._say(self.tr("{0} cannot be a label's key. Press another key."), key)

    def _say(self, text: str, *parts: str) -> None:
        self._text.setText(text.format(*parts))

    @Slot()
    def _choose_none(self) -> None:
        self.key = ""
        self.accept()
