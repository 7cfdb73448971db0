"""The context menus of the sidebar's lines."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget


class FilterMenu(QMenu):
    """Images with what a line stands for, or without it; what holds is checked."""

    picked = Signal(bool)
    """Whether such images are not wanted."""

    def __init__(self, stands: bool | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.wanted = self.addAction(self.tr("With"))
        self.ruled_out = self.addAction(self.tr("Without"))
        for action, negated in ((self.wanted, False), (self.ruled_out, True)):
            action.setCheckable(True)
            action.setChecked(stands is not None and stands != negated)
            action.triggered.connect(lambda _=False, no=negated: self.picked.emit(no))


class SavedViewMenu(QMenu):
    """Rename or delete a saved view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rename = self.addAction(self.tr("Rename…"))
        self.rename.setShortcut("F2")
        self.delete = self.addAction(self.tr("Delete"))
        self.delete.setShortcut("Del")
