"""A table header whose names are written from bottom to top."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


class VerticalHeader(QHeaderView):
    """For a table that has a column for each label."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        model, metrics = self.model(), self.fontMetrics()
        names = [
            str(model.headerData(one, Qt.Orientation.Horizontal) or "")
            for one in range(model.columnCount() if model is not None else 0)
        ]
        longest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        most = metrics.averageCharWidth() * 24
        return QSize(super().sizeHint().width(), min(longest, most) + metrics.height())

    def paintSection(  # noqa: N802 (Qt's)
        self, painter: QPainter, rect: QRect, section: int
    ) -> None:
        name = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        room = rect.height() - self.fontMetrics().height() // 2
        text = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.save()
        painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Window))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.translate(rect.left(), rect.bottom())
        painter.rotate(-90)
        inner = QRect(4, 0, room, rect.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


def dress_cells(table: QTableView) -> None:
    """Small cells of one size, one of them chosen, under names that stand upright."""
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalHeader(VerticalHeader(table))
    unit = table.fontMetrics()
    for header, size in (
        (table.horizontalHeader(), unit.averageCharWidth() * 5),
        (table.verticalHeader(), round(unit.height() * 1.5)),
    ):
        header.setMinimumSectionSize(unit.averageCharWidth() * 3)
        header.setDefaultSectionSize(size)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
