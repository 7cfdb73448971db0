"""Paints the rows of the label panel, and edits their names in place."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from labelmt.domain.schema import NAME_LIMIT, Label, Task
from labelmt.gui.labelling.panel.label_model import LabelModel, LabelRole, ShownLabel
from labelmt.gui.labelling.panel.row_painter import MUTED, RowPainter, lay_out
from labelmt.gui.widgets.state_glyphs import faded, shade

Index = QModelIndex | QPersistentModelIndex


class LabelDelegate(QStyledItemDelegate):
    """Draws with the palette's colours alone, but for the labels' own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowPainter()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(height * 12, height + height * 3 // 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = index.data(LabelRole.SHOWN)
        painter.save()
        _draw_background(painter, option)
        if isinstance(shown, ShownLabel):
            self._rows.draw(painter, option, shown)
        else:
            item = index.data(LabelRole.ITEM)
            if isinstance(item, Task):
                model = index.model()
                kind = model.kind_text(item.kind) if isinstance(model, LabelModel) else ""
                painter.setFont(option.font)
                _draw_task(painter, option, item, kind)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(NAME_LIMIT)
        editor.setAccessibleName(self.tr("New name"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the name; what changes of the row meanwhile must not undo what was typed."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row = QRect(option.rect)
        if isinstance(index.data(LabelRole.ITEM), Label):
            row.setLeft(lay_out(row, QFontMetrics(option.font)).name.left() - 4)
        editor.setGeometry(row)


def _draw_background(painter: QPainter, option: QStyleOptionViewItem) -> None:
    accent = option.palette.color(QPalette.ColorRole.Highlight)
    base = option.palette.color(QPalette.ColorRole.Base)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, faded(accent, base, 0.22))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), accent)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, faded(accent, base, 0.1))


def _draw_task(painter: QPainter, option: QStyleOptionViewItem, task: Task, kind: str) -> None:
    gap = QFontMetrics(option.font).height() // 2
    row = option.rect.adjusted(gap, 0, -gap, 0)
    text = option.palette.color(QPalette.ColorRole.Text)
    painter.setPen(shade(option.palette, MUTED))
    end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(row, end, kind)
    row.setRight(row.right() - QFontMetrics(option.font).horizontalAdvance(kind) - gap)
    font = QFont(option.font)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(text)
    name = QFontMetrics(font).elidedText(task.name, Qt.TextElideMode.ElideMiddle, row.width())
    painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
