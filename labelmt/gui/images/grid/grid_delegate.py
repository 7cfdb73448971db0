"""Draws one image of the grid: thumbnail, chips, name; or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TypeAlias

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from labelmt.gui.images.grid.chips import SOFT, ChipPainter
from labelmt.gui.images.grid.comment_sign import draw_commented, read_sign, sign_width
from labelmt.gui.images.grid.grid_model import Cell
from labelmt.gui.images.grid.incomplete_sign import draw_incomplete
from labelmt.gui.images.grid.label_marks import Mark, draw_mark, draw_mark_line
from labelmt.gui.images.grid.placeholder import GAP, draw_empty, draw_placeholder
from labelmt.gui.images.grid.shown_labels import Chip
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.theme import tokens
from labelmt.gui.widgets.pixmap_drawing import drawn
from labelmt.gui.widgets.state_glyphs import faded, shade

Index: TypeAlias = QModelIndex | QPersistentModelIndex
MarkOf: TypeAlias = Callable[[int], Mark | None]

PADDING = 8
WORDS_FROM = 96
"""Edge of a thumbnail from which chips have room for words."""
SMALL_FONT = tokens.CHIP_TYPE
KEPT = 2048
"""Lines of chips, and names as they fit."""


class GridDelegate(QStyledItemDelegate):
    """Draws with the palette's colours alone, but for the labels' own.

    Args:
        loader: has the thumbnails; asked for what is not there while painting.
    """

    def __init__(self, loader: ThumbnailLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edge = 160
        """Longer side of a thumbnail, in device-independent pixels."""
        self.mark_of: MarkOf | None = None
        """Says the mark of a row, where images are marked."""
        self._loader = loader
        read_sign()  # no file is read while cells are painted
        self._chips = ChipPainter(QFont())
        self._font = QFont()
        self._ratio = 1.0
        self._palette = QPalette()
        self._name_color = QColor()
        self._look: tuple[int, float, int] | None = None
        self._lines: dict[tuple[Chip, ...], QPixmap] = {}
        self._names: dict[str, str] = {}

    def cell_size(self, font: QFont) -> QSize:
        """Least width, and height, of a cell."""
        self._take_font(font)
        text = QFontMetrics(self._chips.font).height()
        height = self.edge + 2 * PADDING + 2 * GAP + self._chips.height + text
        return QSize(self.edge + 2 * PADDING, height)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.cell_size(option.font)

    def begin(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Make a painter ready for any number of cells: what they share is asked for once.

        Each call into Qt lets other threads of Python's on, and has to wait for them: of a screen
        being scrolled that was most of the time.
        """
        self._take_font(option.font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self._chips.font)
        self._ratio = painter.device().devicePixelRatio()
        look = (self.edge, self._ratio, option.palette.cacheKey())
        if look != self._look or max(len(self._lines), len(self._names)) >= KEPT:
            self._look = look
            self._palette = QPalette(option.palette)
            self._name_color = shade(option.palette, SOFT)
            self._lines.clear()
            self._names.clear()

    def draw(
        self, painter: QPainter, rect: QRect, cell: Cell, *, selected: bool, current: bool
    ) -> None:
        """Draw a cell with a painter that is ready; pen and brush are left as they come."""
        if selected or current:
            _draw_ground(painter, rect, self._palette, selected=selected, current=current)
        frame = self.thumbnail_box(rect)
        picture = self._draw_picture(painter, frame, cell)
        top = frame.bottom() + 1 + GAP
        mark = self.mark_of(cell.row) if self.mark_of is not None else None
        if mark is not None:
            draw_mark(painter, picture, mark, self._palette)
            line = QRectF(frame.left(), top, frame.width(), self._chips.height)
            taken = round(draw_mark_line(painter, line, mark, self._palette))
            chips = tuple(chip for chip in cell.chips if chip.label.id == mark.label_id)
            if chips:
                painter.save()
                painter.setClipRect(line)
                painter.drawPixmap(frame.left() + taken, top, self._chip_line(chips))
                painter.restore()
        elif cell.chips:
            painter.drawPixmap(frame.left(), top, self._chip_line(cell.chips))
        painter.setPen(self._name_color)
        top += self._chips.height + GAP
        name = QRect(frame.left(), top, self.edge, rect.bottom() - top)
        if cell.marks.comment:
            metrics = self._chips.metrics
            shown = short_name(cell.caption, metrics, self.edge - sign_width(metrics))
            draw_commented(painter, name, shown, metrics, centred=True)
        else:
            painter.drawText(name, Qt.AlignmentFlag.AlignCenter, self._shown_name(cell.caption))

    def thumbnail_box(self, rect: QRect) -> QRect:
        """Where the thumbnail of a cell is fitted into."""
        left = rect.left() + (rect.width() - self.edge) // 2
        return QRect(left, rect.top() + PADDING, self.edge, self.edge)

    def _draw_picture(self, painter: QPainter, frame: QRect, cell: Cell) -> QRectF:
        """Draw it, or why there is none; returns where it is."""
        problem = cell.problem or self._loader.problem(cell.row)
        pixmap = self._loader.pixmap(cell.row)
        if pixmap is not None and not problem:
            place = _draw_fitted(painter, frame, pixmap, self._ratio)
            if cell.incomplete:
                draw_incomplete(painter, place, self._chips.height, self._palette)
            return place
        if problem:
            word = self.tr("Missing") if cell.missing else self.tr("Unreadable")
            draw_placeholder(painter, QRectF(frame), word, self._palette, problem)
        else:
            draw_empty(painter, QRectF(frame), self._palette)
        return QRectF(frame)

    def _chip_line(self, chips: tuple[Chip, ...]) -> QPixmap:
        """A line of chips as a picture: many images have the same ones."""
        kept = self._lines.get(chips)
        if kept is None:
            kept = self._lines[chips] = self._draw_chips(chips)
        return kept

    def _draw_chips(self, chips: tuple[Chip, ...]) -> QPixmap:
        line = QRectF(0, 0, self.edge, self._chips.height)
        draw = self._chips.draw if self.edge >= WORDS_FROM else self._chips.draw_pills
        return drawn(
            line.size(), self._ratio, lambda painter: draw(painter, line, chips, self._palette)
        )

    def _shown_name(self, name: str) -> str:
        shown = self._names.get(name)
        if shown is None:
            shown = self._names[name] = short_name(name, self._chips.metrics, self.edge)
        return shown

    def _take_font(self, font: QFont) -> None:
        if font == self._font:
            return
        self._font = QFont(font)
        self._look = None
        small = QFont(font)
        if font.pointSizeF() > 0:
            small.setPointSizeF(font.pointSizeF() * SMALL_FONT)
        else:
            small.setPixelSize(max(8, round(font.pixelSize() * SMALL_FONT)))
        self._chips = ChipPainter(small)


def short_name(name: str, metrics: QFontMetricsF, room: float) -> str:
    """A file's name; where it is too long, its beginning and end without what says its kind.

    What tells the images of a folder apart is the number before that, which must not go first.
    """
    if metrics.horizontalAdvance(name) <= room:
        return name
    return metrics.elidedText(PurePath(name).stem, Qt.TextElideMode.ElideMiddle, room)


def _draw_fitted(painter: QPainter, frame: QRect, pixmap: QPixmap, ratio: float) -> QRectF:
    """The pixmap in its own shape, as large as the frame allows; returns where it is."""
    size = pixmap.size()
    if ratio == 1.0 and max(size.width(), size.height()) == frame.width():
        beside, above = frame.width() - size.width(), frame.height() - size.height()
        place = QPoint(frame.left() + beside // 2, frame.top() + above // 2)
        painter.drawPixmap(place, pixmap)
        return QRectF(QRect(place, size))
    edge = max(size.width(), size.height()) / ratio
    scale = frame.width() / edge if edge > 0 else 1.0
    shown = QSizeF(size) / ratio * scale
    # Whole pixels of the screen: a thumbnail of just the right size is copied, not resampled.
    left = round((frame.left() + (frame.width() - shown.width()) / 2) * ratio) / ratio
    top = round((frame.top() + (frame.height() - shown.height()) / 2) * ratio) / ratio
    box = QRectF(QPointF(left, top), shown)
    painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
    return box


def _draw_ground(
    painter: QPainter, rect: QRect, palette: QPalette, *, selected: bool, current: bool
) -> None:
    accent = palette.color(QPalette.ColorRole.Highlight)
    base = palette.color(QPalette.ColorRole.Base)
    box = QRectF(rect).adjusted(2, 2, -2, -2)
    painter.setBrush(faded(accent, base, 0.24) if selected else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 2.5) if current else QPen(faded(accent, base, 0.7), 1.0))
    painter.drawRoundedRect(box, 6, 6)
