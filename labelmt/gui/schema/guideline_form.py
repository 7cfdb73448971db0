"""The fields of a label's guidelines: its description and its example images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from labelmt.domain.schema import DESCRIPTION_LIMIT, Label
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.thumbnails.thumbnail_strip import middle_square

_ROW = Qt.ItemDataRole.UserRole


class DescriptionField(QPlainTextEdit):
    """A few lines; told when it is left with another text than it was given."""

    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What the label means"))
        self.setPlaceholderText(
            self.tr("What counts as this label, and what does not: shown where one labels")
        )
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().height() * 6)

    def show_text(self, text: str) -> None:
        """Show what is stored, and forget what was typed."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self.document().setModified(False)

    def take(self) -> None:
        """Tell what was typed, if it was and has not been told."""
        if self.document().isModified():
            self.document().setModified(False)
            self.typed.emit(self.toPlainText()[:DESCRIPTION_LIMIT])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu
            self.take()


class ExampleList(QListWidget):
    """The images that were chosen as examples, with their names; Delete takes one away."""

    removed = Signal(object)
    """Rows of images that are examples no longer."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self.setAccessibleName(self.tr("Example images"))
        self.setToolTip(
            self.tr("Choose more in an image's menu: “Use as example of”. Delete takes one away.")
        )
        edge = self.fontMetrics().height() * 5 // 2
        self.setIconSize(QSize(edge, edge))
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        loader.ready.connect(self._follow)

    @property
    def rows(self) -> list[int]:
        return [int(self.item(place).data(_ROW)) for place in range(self.count())]

    def show_examples(self, label: Label, names: Mapping[int, str]) -> None:
        """Show those of a label.

        Args:
            names: the path of each image, by its row.
        """
        if self.rows != list(label.examples):
            self.clear()
            for row in label.examples:
                item = QListWidgetItem(names.get(row, ""), self)
                item.setData(_ROW, row)
                item.setToolTip(plain_tip(names.get(row, "")))
                if self._loader.pixmap(row) is None:
                    self._loader.request(row)
            self._follow(self.rows)
        lines = min(3, self.count())
        self.setFixedHeight((self.iconSize().height() + 6) * lines + 2 * self.frameWidth() + 2)

    @Slot(object)
    def _follow(self, rows: Sequence[int]) -> None:
        for place, row in enumerate(self.rows):
            pixmap = self._loader.pixmap(row) if row in rows else None
            if pixmap is not None:
                self.item(place).setIcon(QIcon(pixmap.copy(middle_square(pixmap))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _remove(self) -> None:
        rows = tuple(int(item.data(_ROW)) for item in self.selectedItems())
        if rows:
            self.removed.emit(rows)

    def _open_menu(self, place: QPoint) -> None:
        if not self.selectedItems():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("No longer an example")).triggered.connect(self._remove)
        menu.popup(self.viewport().mapToGlobal(place))
