"""The context menu of a label or a task."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from labelmt.domain.annotations import State
from labelmt.domain.schema import PALETTE, Label, Schema, Task
from labelmt.gui.core.key_names import sequence_of
from labelmt.gui.labelling.panel.key_dialog import KeyDialog
from labelmt.gui.widgets.swatch import swatch


class LabelMenu(QMenu):
    """Rename, recolour, change the key, delete; and the three states for the mouse alone."""

    state_chosen = Signal(object)
    color_chosen = Signal(str)
    key_chosen = Signal(str)
    sweep_chosen = Signal()
    describe_chosen = Signal()

    def __init__(self, item: Task | Label, schema: Schema, parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self._schema = schema
        if isinstance(item, Label):
            self._add_states()
        self.rename = self.addAction(self.tr("Rename"))
        self.rename.setShortcut(sequence_of("rename"))
        if isinstance(item, Label):
            self._add_colors(item)
            self.addAction(self.tr("Change key…")).triggered.connect(self._choose_key)
            self.addAction(self.tr("Describe…")).triggered.connect(self.describe_chosen)
        self.addSeparator()
        name = self.tr("Delete label…") if isinstance(item, Label) else self.tr("Delete task…")
        self.delete = self.addAction(name)
        self.delete.setShortcut("Del")

    def _add_states(self) -> None:
        names = {
            State.PRESENT: self.tr("Mark present"),
            State.ABSENT: self.tr("Mark absent"),
            State.UNKNOWN: self.tr("Mark unknown"),
        }
        for state, name in names.items():
            action = self.addAction(name)
            action.setData(state)
            action.triggered.connect(lambda _=False, chosen=state: self.state_chosen.emit(chosen))
        self.addSeparator()
        self.addAction(self.tr("Sweep for this label")).triggered.connect(self.sweep_chosen)
        self.addSeparator()

    def _add_colors(self, label: Label) -> None:
        colors = self.addMenu(self.tr("Colour"))
        for color in PALETTE:
            action = colors.addAction(swatch(color, self), color)
            action.setCheckable(True)
            action.setChecked(color.upper() == label.color.upper())
            action.triggered.connect(lambda _=False, chosen=color: self.color_chosen.emit(chosen))
        colors.addSeparator()
        colors.addAction(self.tr("Other…")).triggered.connect(self._choose_color)

    @Slot()
    def _choose_color(self) -> None:
        label = self._item
        if isinstance(label, Label):
            color = QColorDialog.getColor(QColor(label.color), self.parentWidget())
            if color.isValid():
                self.color_chosen.emit(color.name().upper())

    @Slot()
    def _choose_key(self) -> None:
        if isinstance(self._item, Label):
            dialog = KeyDialog(self._item, self._schema, self.parentWidget())
            if dialog.exec() == KeyDialog.DialogCode.Accepted:
                self.key_chosen.emit(dialog.key)
            dialog.deleteLater()
