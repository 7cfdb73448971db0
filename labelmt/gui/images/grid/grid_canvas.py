"""The grid's layout, scrolling and painting of the cells on screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyleOptionViewItem, QWidget

from labelmt.gui.images.grid.grid_delegate import PADDING, GridDelegate, MarkOf
from labelmt.gui.images.grid.grid_geometry import GridGeometry
from labelmt.gui.images.grid.grid_model import GridModel
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader

Index: TypeAlias = QModelIndex | QPersistentModelIndex

EDGES = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512)
"""Thumbnail sizes to step through."""
EDGE_STEP = 4
"""Thumbnails that fill a line are of sizes that differ by so many pixels."""

MARGIN = 4


def filling_edge(wished: int, room: int) -> int:
    """The edge of thumbnails, from the wished one up, with which columns fill the room.

    A window narrower than one cell has smaller ones: there is no way sideways. Steps of a few
    pixels keep a window that is being resized from making each thumbnail anew for each pixel.
    """
    columns = max(1, room // (wished + 2 * PADDING))
    edge = room // columns - 2 * PADDING
    return max(EDGES[0], min(edge - edge % EDGE_STEP, EDGES[-1]))


class GridCanvas(QAbstractItemView):
    """Cells of one size, laid out by arithmetic: every cost grows with the screen alone."""

    visibleRowsChanged = Signal(object)
    """tuple of rows on screen, in view order."""
    edgeChanged = Signal(int)
    """Another thumbnail size."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._painter = GridDelegate(loader, self)
        self._edge = self._painter.edge
        self._geometry = GridGeometry()
        self._band: QRect | None = None  # in the content's coordinates
        self._mask: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self._visible: tuple[int, ...] = ()
        self._frozen = False  # scrolling moves no picture while a layout is replaced
        self._telling = QTimer(self, singleShot=True, interval=0)
        self._telling.timeout.connect(self._tell_visible)
        self._images = GridModel(self)
        self.setModel(self._images)  # first: Qt asks for the layout as soon as it is styled
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(self._painter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        loader.ready.connect(self._draw_rows)

    def model(self) -> GridModel:
        return self._images

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._lay_out)

    @property
    def edge(self) -> int:
        """Longer side of thumbnails as wished, in device-independent pixels: those that are shown
        are so much larger that they fill the width, smaller only where there is no room for one."""
        return self._edge

    def set_edge(self, edge: int, at: QPoint | None = None) -> None:
        """Show thumbnails of another size. What is under ``at``, or current, stays in place."""
        edge = min(max(edge, EDGES[0]), EDGES[-1])
        if edge != self.edge:
            with self.holding(at):
                self._edge = edge
            self.edgeChanged.emit(edge)

    def step_edge(self, steps: int, at: QPoint | None = None) -> None:
        """So many sizes up, or down."""
        place = min(range(len(EDGES)), key=lambda i: abs(EDGES[i] - self.edge))
        self.set_edge(EDGES[min(max(place + steps, 0), len(EDGES) - 1)], at)

    def visible_positions(self) -> range:
        top = self.verticalOffset()
        return self._geometry.between(top, top + self.viewport().height())

    def visible_rows(self) -> tuple[int, ...]:
        """Rows of which any part is on screen, in view order."""
        seen = self.visible_positions()
        return tuple(self.model().rows[seen.start : seen.stop].tolist())

    def rows_along(self, start: QPoint, end: QPoint) -> list[int]:
        """Rows a straight line goes over, in its order; points of the content."""
        found = self._geometry.along((start.x(), start.y()), (end.x(), end.y()))
        return [int(self.model().rows[position]) for position in found]

    def show_marks(self, mark_of: MarkOf | None) -> None:
        """Mark each image with what a function says of its row; None: no marks."""
        self._painter.mark_of = mark_of
        self.viewport().update()

    @contextmanager
    def holding(self, at: QPoint | None = None) -> Iterator[None]:
        """Lay out anew inside; the image that mattered stays where it was on the screen."""
        row, y = self._anchor(at)
        self._frozen = True
        yield
        self._lay_out()
        self._frozen = False
        position = self.model().position_of(row) if row is not None else None
        if position is not None:
            top = self._geometry.cell(position)[1]
            self.verticalScrollBar().setValue(top - y)
        self.viewport().update()

    def _anchor(self, at: QPoint | None = None) -> tuple[int | None, int]:
        """The row whose place on the screen a person would miss, and its y there."""
        seen = self.visible_positions()
        if not len(seen):
            return None, 0
        index = self.indexAt(at) if at is not None else self.currentIndex()
        position = index.row() if index.isValid() and index.row() in seen else seen.start
        top = self._geometry.cell(position)[1] - self.verticalOffset()
        return int(self.model().rows[position]), top

    # -- Qt's questions ------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        x, y, width, height = self._geometry.cell(index.row())
        return QRect(x, y - self.verticalOffset(), width, height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        position = self._geometry.at(point.x(), point.y() + self.verticalOffset())
        return self.model().index(position) if position is not None else QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        _, top, _, height = self._geometry.cell(index.row())
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bottom = top + height + MARGIN - room
        hints = QAbstractItemView.ScrollHint
        if hint == hints.PositionAtCenter:
            bar.setValue(top + (height - room) // 2)
        elif hint == hints.PositionAtTop or top - MARGIN < bar.value():
            bar.setValue(top - MARGIN)
        elif hint == hints.PositionAtBottom or bottom > bar.value():
            bar.setValue(min(bottom, top - MARGIN))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    # -- layout and painting -------------------------------------------------------------

    def updateGeometries(self) -> None:
        super().updateGeometries()
        room = self.viewport().width() - 2 * MARGIN
        self._painter.edge = filling_edge(self._edge, room)
        size = self._painter.cell_size(self.font())
        self._geometry = GridGeometry(
            count=self.model().rowCount(),
            width=self.viewport().width(),
            cell_width=size.width(),
            cell_height=size.height(),
            margin=MARGIN,
        )
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setSingleStep(max(20, size.height() // 4))
        bar.setRange(0, max(0, self._geometry.height - room))
        if not self._frozen:
            self._telling.start()

    @Slot()
    def _lay_out(self) -> None:
        self.updateGeometries()
        self._loader.set_edge(round(self._painter.edge * self.devicePixelRatioF()))
        self._telling.start()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self.holding():
            super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 (Qt's)
        self._telling.start()
        if self._frozen or self._band is not None:
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        top = self.verticalOffset()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        mask, model = self.selected_mask(), self.model()
        current = self.currentIndex().row() if self.hasFocus() else -1
        area = event.rect()
        shown = self._geometry.between(area.top() + top, area.bottom() + 1 + top)
        rows = model.rows[shown.start : shown.stop]
        model.prepare(rows)
        with QPainter(self.viewport()) as painter:
            self._painter.begin(painter, option)
            for position, row in zip(shown, rows.tolist(), strict=True):
                x, y, width, height = self._geometry.cell(position)
                self._painter.draw(
                    painter,
                    QRect(x, y - top, width, height),
                    model.cell(row),
                    selected=bool(mask[position]),
                    current=position == current,
                )
            self._draw_band(painter)

    def selected_mask(self) -> NDArray[np.bool_]:
        """(positions,) which are selected; not to be changed."""
        if len(self._mask) != self.model().rowCount():  # other images, or none yet
            self._mask = np.zeros(self.model().rowCount(), dtype=np.bool_)
        return self._mask

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())  # what is on screen is all that can change

    def _draw_band(self, painter: QPainter) -> None:
        if self._band is None:
            return
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        inside = QColor(accent)
        inside.setAlphaF(0.18)
        painter.setPen(accent)
        painter.setBrush(inside)
        box = QRectF(self._band.translated(0, -self.verticalOffset()))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    @Slot(object)
    def _draw_rows(self, rows: tuple[int, ...]) -> None:
        """Draw cells anew whose pictures have come."""
        seen = self.visible_positions()
        for position in self.model().positions_of(np.array(rows, dtype=np.int64)).tolist():
            if position in seen:
                self.viewport().update(self.visualRect(self.model().index(position)))

    @Slot()
    def _tell_visible(self) -> None:
        """Ask for the pictures on screen, then a screen ahead and one back."""
        seen, rows = self.visible_positions(), self.model().rows
        ahead = rows[seen.stop : seen.stop + len(seen)]
        back = rows[max(0, seen.start - len(seen)) : seen.start][::-1]
        visible = rows[seen.start : seen.stop]
        # Again: the window may have moved to a screen of another density.
        self._loader.set_edge(round(self._painter.edge * self.devicePixelRatioF()))
        self._loader.want(np.concatenate([visible, ahead, back]).tolist())
        told = tuple(visible.tolist())
        if told != self._visible:
            self._visible = told
            self.visibleRowsChanged.emit(told)
