"""What is drawn over the points of the map: names of crowds, the legend, the card of an image."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
)

from labelmt.gui.images.map.map_scene import Crowd, LegendLine
from labelmt.gui.theme.tokens import MEDIUM, RADIUS, SMALL, SMALL_TYPE

MOST_LINES = 10
"""Of a legend; the rest is told as so many more."""
HALO = 3.0
"""Width of the ground around words on points, in pixels."""


def small(font: QFont) -> QFont:
    """For what is written on the map."""
    made = QFont(font)
    made.setPointSizeF(max(1.0, font.pointSizeF() * SMALL_TYPE))
    return made


def draw_crowds(
    painter: QPainter,
    crowds: Sequence[tuple[Crowd, QPointF, float]],
    palette: QPalette,
    taken: list[QRectF],
    area: QRectF,
) -> None:
    """Write the names, the largest crowds first, where they do not overlap; islands get a ring.

    Args:
        crowds: each with its middle and radius on the screen.
        taken: what must stay free; what is written is added.
    """
    ground, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    accent = palette.color(QPalette.ColorRole.Link)
    metrics = painter.fontMetrics()
    for crowd, middle, radius in crowds:
        if crowd.island:
            pen = QPen(accent, 1.6, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, radius + SMALL, radius + SMALL)
        if not crowd.words or not area.contains(middle):
            continue
        width = metrics.horizontalAdvance(crowd.words)
        box = QRectF(middle.x() - width / 2, middle.y() - metrics.height() / 2, width,
                     metrics.height())  # fmt: skip
        if crowd.island:  # beside its images, not over them
            box.moveBottom(middle.y() - radius - MEDIUM)
        box.moveLeft(min(max(box.left(), area.left() + SMALL), area.right() - width - SMALL))
        box.moveTop(max(box.top(), area.top() + SMALL))
        if any(box.intersects(one) for one in taken):
            continue
        taken.append(box)
        _haloed(painter, box, crowd.words, ground, accent if crowd.island else text)


def _haloed(painter: QPainter, box: QRectF, words: str, ground: QColor, color: QColor) -> None:
    path = QPainterPath()
    path.addText(QPointF(box.left(), box.top() + painter.fontMetrics().ascent()), painter.font(),
                 words)  # fmt: skip
    halo = QColor(ground)
    halo.setAlpha(225)
    painter.strokePath(path, QPen(halo, HALO * 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                                  Qt.PenJoinStyle.RoundJoin))  # fmt: skip
    painter.fillPath(path, color)


def legend_size(metrics: QFontMetrics, title: str, lines: Sequence[LegendLine]) -> QSize:
    """What a legend takes."""
    rows = _told(lines)
    line = metrics.height() + 1
    widths = [metrics.horizontalAdvance(words) for _, words in rows]
    width = max([metrics.horizontalAdvance(title), *(one + line for one in widths)])
    return QSize(width + 2 * MEDIUM, line * (len(rows) + bool(title)) + 2 * SMALL)


def draw_legend(
    painter: QPainter, box: QRect, title: str, lines: Sequence[LegendLine], palette: QPalette
) -> None:
    """Draw a legend; ``box`` has the size that ``legend_size`` tells."""
    _panel(painter, QRectF(box), palette)
    metrics = painter.fontMetrics()
    line, y = metrics.height() + 1, box.top() + SMALL
    if title:
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(box.left() + MEDIUM, y + metrics.ascent(), title)
        y += line
    for color, words in _told(lines):
        if color:
            dot = metrics.height() * 0.32
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            painter.drawEllipse(QPointF(box.left() + MEDIUM + dot, y + line / 2), dot, dot)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(box.left() + MEDIUM + line, y + metrics.ascent(), words)
        y += line


def _told(lines: Sequence[LegendLine]) -> list[tuple[str, str]]:
    number = QLocale().toString
    shown = [(one.color, f"{one.words}  {number(one.images)}") for one in lines]
    if len(shown) > MOST_LINES:
        shown = [*shown[: MOST_LINES - 1], ("", f"+{number(len(lines) - MOST_LINES + 1)}")]
    return shown


def draw_card(
    painter: QPainter,
    at: QPointF,
    area: QRect,
    pixmap: QPixmap | None,
    lines: Sequence[str],
    palette: QPalette,
) -> None:
    """Draw an image's picture and what is known of it beside a point, within the area."""
    metrics = painter.fontMetrics()
    edge = min(round(metrics.height() * 12), area.width() // 2, area.height() // 2)
    picture = QSize(edge, round(edge * 0.66))
    if pixmap is not None and not pixmap.isNull():
        picture = (
            pixmap.deviceIndependentSize()
            .toSize()
            .scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio)
        )
    width = max(picture.width(), edge * 2 // 3)
    words = [metrics.elidedText(one, Qt.TextElideMode.ElideMiddle, width) for one in lines]
    height = picture.height() + SMALL + metrics.height() * len(words)
    box = QRectF(at.x() + 2 * MEDIUM, at.y() + 2 * MEDIUM, width + 2 * SMALL, height + 2 * SMALL)
    if box.right() > area.right():
        box.moveRight(at.x() - 2 * MEDIUM)
    if box.bottom() > area.bottom():
        box.moveBottom(at.y() - 2 * MEDIUM)
    box.moveLeft(max(box.left(), area.left() + SMALL))
    box.moveTop(max(box.top(), area.top() + SMALL))
    _panel(painter, box, palette)
    inside = QRectF(box.left() + SMALL + (width - picture.width()) / 2, box.top() + SMALL,
                    picture.width(), picture.height())  # fmt: skip
    if pixmap is None:
        painter.fillRect(inside, palette.color(QPalette.ColorRole.AlternateBase))
    else:
        painter.drawPixmap(inside, pixmap, QRectF(pixmap.rect()))
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    y = inside.bottom() + SMALL + metrics.ascent()
    for line in words:
        painter.drawText(QPointF(box.left() + SMALL, y), line)
        y += metrics.height()


def _panel(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    ground = QColor(palette.color(QPalette.ColorRole.Base))
    ground.setAlpha(235)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, RADIUS, RADIUS)
