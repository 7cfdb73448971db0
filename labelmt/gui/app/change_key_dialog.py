"""The dialog that changes the key of an action of the window: press it; a conflict is told."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.core.window_keys import WindowKeys
from labelmt.gui.widgets.fitting_dialog import FittingDialog


class ChangeKeyDialog(FittingDialog):
    """``key`` holds the choice once accepted; an empty one is no key."""

    def __init__(self, action: QAction, name: str, keys: WindowKeys, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Key of “{0}”").format(name))
        self._action, self._keys = action, keys
        self.key = QKeySequence()
        self.field = QKeySequenceEdit()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName(self.tr("New key"))
        self.told = QLabel(self.tr("Press the new key."))
        self.told.setWordWrap(True)
        self.told.setMinimumWidth(self.fontMetrics().averageCharWidth() * 44)
        self.told.setMinimumHeight(self.fontMetrics().height() * 3)
        buttons = QDialogButtonBox()
        self.take: QPushButton = buttons.addButton(
            self.tr("Use this key"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.none: QPushButton = buttons.addButton(
            self.tr("No key"), QDialogButtonBox.ButtonRole.ActionRole
        )
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.take.setEnabled(False)
        self.take.clicked.connect(self.accept)
        self.none.clicked.connect(self._take_none)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        self.field.keySequenceChanged.connect(self._show)
        self.field.setFocus()

    @Slot(QKeySequence)
    def _show(self, key: QKeySequence) -> None:
        native = key.toString(QKeySequence.SequenceFormat.NativeText)
        owner = self._keys.owner(key)
        self.key = key
        refused = key.isEmpty() or self._keys.refused(key)
        if owner is not None and owner is not self._action and not self._keys.can_change(owner):
            refused = True
        self.take.setEnabled(not refused)
        if key.isEmpty():
            self.told.setText(self.tr("Press the new key."))
        elif self._keys.refused(key):
            words = self.tr("{0} is a key of labels or images. Press it with Ctrl, or another key.")
            self.told.setText(words.format(native))
        elif owner is not None and owner is not self._action:
            name = plain_name(owner)
            words = self.tr("{0} is the key of “{1}”, which cannot be changed. Press another key.")
            if not refused:
                words = self.tr("{0} is the key of “{1}”, which would have none.")
            self.told.setText(words.format(native, name))
        else:
            self.told.setText(self.tr("{0} is free.").format(native))

    @Slot()
    def _take_none(self) -> None:
        self.key = QKeySequence()
        self.accept()


def plain_name(action: QAction) -> str:
    """What an action does, without dots; of "Undo: Make task x" the first word, its data."""
    return str(action.data() or action.text()).split("\t")[0].rstrip("…")
