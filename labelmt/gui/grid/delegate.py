"""Draws one image of the grid: thumbnail, chips, name; or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TypeAlias

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
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
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from labelmt.gui.grid.chips import ChipPainter
from labelmt.gui.grid.marks import Mark, draw_mark
from labelmt.gui.grid.model import Cell, GridRole
from labelmt.gui.grid.shown_labels import Chip
from labelmt.gui.labels.state_glyphs import faded
from labelmt.gui.thumbnails.loader import ThumbnailLoader

Index: TypeAlias = QModelIndex | QPersistentModelIndex
MarkOf: TypeAlias = Callable[[int], Mark | None]

PADDING = 8
GAP = 4
_CENTRED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
WORDS_FROM = 96
"""Edge of a thumbnail from which chips have room for words."""
SMALL_FONT = 0.88
CAPTIONS_KEPT = 1024


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
        self._chips = ChipPainter(QFont())
        self._font = QFont()
        self._look: tuple[int, float, int] = (0, 0.0, 0)
        self._captions: dict[int, tuple[str, tuple[Chip, ...], QPixmap]] = {}

    def cell_size(self, font: QFont) -> QSize:
        """Least width, and height, of a cell."""
        self._take_font(font)
        text = QFontMetrics(self._chips.font).height()
        height = self.edge + 2 * PADDING + 2 * GAP + self._chips.height + text
        return QSize(self.edge + 2 * PADDING, height)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.cell_size(option.font)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell | None = index.data(GridRole.CELL)
        if cell is None:
            return
        self._take_font(option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _draw_ground(painter, option)
        frame = self.thumbnail_box(option.rect)
        self._draw_picture(painter, frame, cell, option.palette)
        ratio = painter.device().devicePixelRatio()
        caption = self._caption(cell, ratio, option.palette)
        painter.drawPixmap(frame.left(), frame.bottom() + 1 + GAP, caption)
        mark = self.mark_of(cell.row) if self.mark_of is not None else None
        if mark is not None:
            painter.setFont(self._chips.font)
            draw_mark(painter, QRectF(frame), mark, option.palette)
        painter.restore()

    def thumbnail_box(self, rect: QRect) -> QRect:
        """Where the thumbnail of a cell is fitted into."""
        left = rect.left() + (rect.width() - self.edge) // 2
        return QRect(left, rect.top() + PADDING, self.edge, self.edge)

    def _draw_picture(self, painter: QPainter, frame: QRect, cell: Cell, palette: QPalette) -> None:
        problem = cell.problem or self._loader.problem(cell.row)
        pixmap = self._loader.pixmap(cell.row)
        if pixmap is not None and not problem:
            _draw_fitted(painter, frame, pixmap)
        elif problem:
            word = self.tr("Missing") if cell.missing else self.tr("Unreadable")
            painter.setFont(self._chips.font)
            draw_lost(painter, QRectF(frame), word, palette, problem)
        else:
            _draw_empty(painter, QRectF(frame), palette)

    def _caption(self, cell: Cell, ratio: float, palette: QPalette) -> QPixmap:
        """Chips and name. Drawing text costs most of a cell, and scrolling draws it often."""
        look = (self.edge, ratio, palette.cacheKey())
        if look != self._look or len(self._captions) >= CAPTIONS_KEPT:
            self._look = look
            self._captions.clear()
        kept = self._captions.get(cell.row)
        if kept is None or kept[:2] != (cell.name, cell.chips):
            picture = self._draw_caption(cell, ratio, palette)
            kept = self._captions[cell.row] = cell.name, cell.chips, picture
        return kept[2]

    def _draw_caption(self, cell: Cell, ratio: float, palette: QPalette) -> QPixmap:
        text = self._chips.metrics.height()
        size = QSizeF(self.edge, self._chips.height + GAP + text)
        pixmap = QPixmap((size * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = QRectF(0, 0, self.edge, self._chips.height)
            if cell.chips and self.edge >= WORDS_FROM:
                self._chips.draw(painter, line, cell.chips, palette)
            elif cell.chips:
                self._chips.draw_pills(painter, line, cell.chips, palette)
            line = QRectF(0, self._chips.height + GAP, self.edge, text)
            painter.setFont(self._chips.font)
            painter.setPen(_share(palette, 0.72))
            name = short_name(cell.name, self._chips.metrics, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
        return pixmap

    def _take_font(self, font: QFont) -> None:
        if font == self._font:
            return
        self._font = QFont(font)
        self._captions.clear()
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


def draw_lost(
    painter: QPainter, box: QRectF, word: str, palette: QPalette, reason: str = ""
) -> None:
    """A picture torn in two, in place of an image that cannot be shown.

    Args:
        reason: said below the word, where there is room for it.
    """
    _draw_empty(painter, box, palette)
    edge = min(box.width(), box.height()) * 0.3
    center = box.center() - QPointF(0, painter.fontMetrics().height() * 0.7)
    sheet = QRectF(center.x() - edge / 2, center.y() - edge * 0.4, edge, edge * 0.8)
    color = _share(palette, 0.6)
    painter.setPen(QPen(color, max(1.5, edge / 22), j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(sheet, edge / 14, edge / 14)
    tear = [(0.5, 0.0), (0.4, 0.3), (0.6, 0.52), (0.44, 0.76), (0.54, 1.0)]
    painter.drawPolyline(
        [
            QPointF(sheet.left() + x * sheet.width(), sheet.top() + y * sheet.height())
            for x, y in tear
        ]
    )
    below = QRectF(box.left(), sheet.bottom() + GAP, box.width(), box.bottom() - sheet.bottom())
    if painter.fontMetrics().horizontalAdvance(word) <= box.width():
        painter.setPen(_share(palette, 0.72))
        painter.drawText(below, _CENTRED, word)
    line = painter.fontMetrics().lineSpacing()
    room = below.adjusted(GAP, line + GAP, -GAP, -GAP)
    if reason and room.height() >= line:
        painter.setPen(_share(palette, 0.6))
        _draw_words(painter, room, reason)


def _draw_words(painter: QPainter, room: QRectF, text: str) -> None:
    """As many whole lines as there is room for; the last one says that there are more."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    height = painter.fontMetrics().lineSpacing()
    fitting = int(room.height() // height)
    layout.beginLayout()
    for number in range(fitting):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        start = line.textStart()
        words = text[start : start + line.textLength()]
        if number == fitting - 1:
            words = painter.fontMetrics().elidedText(
                text[start:], Qt.TextElideMode.ElideRight, int(room.width())
            )
        place = QRectF(room.left(), room.top() + number * height, room.width(), height)
        painter.drawText(place, _CENTRED, words.strip())
    layout.endLayout()


def _draw_empty(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_share(palette, 0.07))
    painter.drawRoundedRect(box, 4, 4)


def _draw_fitted(painter: QPainter, frame: QRect, pixmap: QPixmap) -> None:
    """The pixmap in its own shape, as large as the frame allows."""
    ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
    edge = max(pixmap.width(), pixmap.height()) / ratio
    scale = frame.width() / edge if edge > 0 else 1.0
    size = QSizeF(pixmap.width(), pixmap.height()) / ratio * scale
    # Whole pixels of the screen: a thumbnail of just the right size is copied, not resampled.
    left = round((frame.left() + (frame.width() - size.width()) / 2) * ratio) / ratio
    top = round((frame.top() + (frame.height() - size.height()) / 2) * ratio) / ratio
    painter.drawPixmap(QRectF(QPointF(left, top), size), pixmap, QRectF(pixmap.rect()))


def _draw_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    accent = option.palette.color(QPalette.ColorRole.Highlight)
    base = option.palette.color(QPalette.ColorRole.Base)
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
    if not selected and not focus:
        return
    box = QRectF(option.rect).adjusted(2, 2, -2, -2)
    painter.setBrush(faded(accent, base, 0.24) if selected else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 2.5) if focus else QPen(faded(accent, base, 0.7), 1.0))
    painter.drawRoundedRect(box, 6, 6)


def _share(palette: QPalette, share: float) -> QColor:
    return faded(
        palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), share
    )
