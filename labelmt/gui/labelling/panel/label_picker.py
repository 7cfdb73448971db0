"""The dialog that picks one label of many by typing."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Label, Schema
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.swatch import icon_size, swatch
from labelmt.project.schema.label_search import find_labels

_ID = Qt.ItemDataRole.UserRole
_MOST = 100


class LabelPicker(FittingDialog):
    """``label_id`` holds the choice once accepted.

    Args:
        but: ids of labels that are not offered.
        first: the label that is chosen before anything is typed, or None.
    """

    def __init__(
        self,
        question: str,
        schema: Schema,
        but: Collection[int],
        first: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._schema = schema
        self._but = but
        self.label_id: int | None = None
        what = QLabel(question)
        what.setWordWrap(True)
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Type a name"))
        self.text.setAccessibleName(self.tr("Name of the label"))
        self.text.installEventFilter(self)
        self.list = QListWidget()
        self.list.setIconSize(icon_size(self))
        self.list.setAccessibleName(self.tr("Labels that match"))
        buttons = QDialogButtonBox()
        self._ok = buttons.addButton(QDialogButtonBox.StandardButton.Ok)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.text.textChanged.connect(self._show)
        self.list.itemActivated.connect(self.accept)
        layout = QVBoxLayout(self)
        for widget in (what, self.text, self.list, buttons):
            layout.addWidget(widget)
        self.resize(self.fontMetrics().averageCharWidth() * 52, self.fontMetrics().height() * 24)
        self._show("")
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == first:
                self.list.setCurrentRow(row)

    @Slot(str)
    def _show(self, text: str) -> None:
        labels: list[Label] = [one.label for one in find_labels(self._schema, text, _MOST)]
        if not text.strip():
            labels = list(self._schema.labels)
        self.list.clear()
        for label in labels:
            if label.id not in self._but:
                name = f"{label.name}  —  {self._schema.task(label.task_id).name}"
                item = QListWidgetItem(swatch(label.color, self, round_shape=True), name, self.list)
                item.setData(_ID, label.id)
        self.list.setCurrentRow(0)
        self._ok.setEnabled(self.list.count() > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                row = (self.list.currentRow() + step) % self.list.count()
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.label_id = item.data(_ID)
            super().accept()
