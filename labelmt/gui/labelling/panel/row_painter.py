"""Draws a label's row: key, state, colour, name, bar, number and light.

A screen of rows is drawn with each image one goes to and each time a model learnt something, and
what costs is not the pixels but the calls. What repeats is kept as pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem

from labelmt.domain.key_sets import split_key
from labelmt.gui.labelling.panel.label_model import ShownLabel
from labelmt.gui.labelling.panel.trust_lights import draw_light
from labelmt.gui.widgets.pixmap_drawing import drawn
from labelmt.gui.widgets.state_glyphs import draw_state, shade

KEPT = 2048
"""Pictures: a few hundred labels in each of their states, and the numbers."""
NARROW = 16
"""Heights of the font: what is narrower has smaller gaps."""
MUTED = 0.6
"""Of text that is not what one looks for, towards the ground."""
_END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Row:
    """Where the parts of a label's row lie; measured in the font, so that it grows with it."""

    key: QRect
    state: QRect
    swatch: QRect
    name: QRect
    bar: QRect
    number: QRect
    light: QRect


def lay_out(row: QRect, metrics: QFontMetrics) -> Row:
    """The parts of a row from left to right; in a narrow one bar and gaps give way to the name."""
    unit = metrics.height()
    gap = unit // 2 if row.width() >= unit * NARROW else unit // 3
    middle = row.center().y()

    def part(left: int, width: int, height: int) -> QRect:
        return QRect(left, middle - height // 2, width, height)

    key = part(row.left() + gap, unit + unit // 4, unit + unit // 8)
    state = part(key.right() + gap, unit, unit)
    swatch = part(state.right() + gap, max(4, unit // 4), unit)
    light = part(0, unit // 2, unit // 2)
    light.moveRight(row.right() - gap)
    number = part(0, metrics.horizontalAdvance("0.00"), unit)
    number.moveRight(light.left() - gap)
    bar = part(0, max(unit * 2, min(unit * 4, row.width() // 4 - unit * 2)), max(5, unit // 3))
    bar.moveRight(number.left() - gap)
    left = swatch.right() + gap
    name = part(left, bar.left() - gap - left, row.height())
    return Row(key, state, swatch, name, bar, number, light)


class RowPainter:
    """Draws rows of one size, font, palette and density of pixels; with another it starts anew."""

    def __init__(self) -> None:
        self._look: Hashable = None
        self._ratio = 1.0
        self._font = QFont()
        self._parts = lay_out(QRect(), QFontMetrics(self._font))
        self._groove = QColor()
        self._kept: dict[Hashable, QPixmap] = {}

    def draw(self, painter: QPainter, option: QStyleOptionViewItem, shown: ShownLabel) -> None:
        """Draw a row where the option says, over its background."""
        self._take_look(painter, option)
        origin, palette, parts = option.rect.topLeft(), option.palette, self._parts
        probability, label = shown.probability, shown.label
        named = QRect(QPoint(), parts.name.bottomRight())
        if probability is None:
            named.setRight(parts.number.right())
        painter.drawPixmap(
            origin,
            self._picture(
                (
                    label,
                    shown.state,
                    shown.suggested,
                    shown.one_of,
                    probability is None,
                    shown.reachable,
                ),
                named,
                lambda brush: _draw_named(brush, parts, named.right(), shown, palette),
            ),
        )
        if shown.trust is not None:
            light = shown.trust.light
            box = parts.light.adjusted(-1, -1, 1, 1)
            picture = self._picture(
                light, box, lambda brush: draw_light(brush, QRectF(parts.light), light, palette)
            )
            painter.drawPixmap(origin + box.topLeft(), picture)
        if probability is not None:
            bar = parts.bar.translated(origin)
            inks = self._groove, palette.color(QPalette.ColorRole.Text)
            draw_bar(painter, bar, probability, label.color, shown.threshold, inks)
            text, predicted = QLocale().toString(probability, "f", 2), shown.predicted
            picture = self._picture(
                (text, predicted),
                parts.number,
                lambda brush: _draw_number(brush, parts.number, text, palette, predicted),
            )
            painter.drawPixmap(origin + parts.number.topLeft(), picture)

    def _take_look(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        ratio = painter.device().devicePixelRatio()
        size, palette = option.rect.size(), option.palette
        look = (size.toTuple(), ratio, option.font.key(), palette.cacheKey())
        if look == self._look and len(self._kept) < KEPT:
            return
        self._look, self._ratio, self._font = look, ratio, QFont(option.font)
        self._parts = lay_out(QRect(QPoint(), size), QFontMetrics(self._font))
        self._groove = groove_of(palette)
        self._kept.clear()

    def _picture(self, what: Hashable, box: QRect, draw: Callable[[QPainter], None]) -> QPixmap:
        """What ``draw`` puts into a box of the row, drawn once."""
        picture = self._kept.get(what)
        if picture is None:

            def within(brush: QPainter) -> None:
                brush.setFont(self._font)
                brush.translate(-box.topLeft())
                draw(brush)

            picture = self._kept[what] = drawn(QSizeF(box.size()), self._ratio, within)
        return picture


def _draw_named(
    painter: QPainter, parts: Row, right: int, shown: ShownLabel, palette: QPalette
) -> None:
    label, text = shown.label, palette.color(QPalette.ColorRole.Text)
    if label.shortcut:
        if shown.reachable:
            _draw_key(painter, parts.key, split_key(label.shortcut)[1], palette)
        else:  # of another set: the number of it, and the key
            painter.setPen(shade(palette, MUTED))
            painter.drawText(parts.key, Qt.AlignmentFlag.AlignCenter, label.shortcut)
    draw_state(
        painter,
        QRectF(parts.state),
        shown.state,
        palette,
        one_of=shown.one_of,
        suggested=shown.suggested,
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(label.color))
    painter.drawRoundedRect(parts.swatch, 2, 2)
    box = QRect(parts.name)
    box.setRight(right)
    name = painter.fontMetrics().elidedText(label.name, Qt.TextElideMode.ElideMiddle, box.width())
    painter.setPen(text)
    painter.drawText(box, _START, name)


def _draw_key(painter: QPainter, box: QRect, key: str, palette: QPalette) -> None:
    painter.setPen(shade(palette, 0.35))
    painter.setBrush(shade(palette, 0.06))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


def _draw_number(
    painter: QPainter, box: QRect, number: str, palette: QPalette, predicted: bool
) -> None:
    painter.setPen(shade(palette, 1.0 if predicted else MUTED))
    painter.drawText(box, _END, number)


def groove_of(palette: QPalette) -> QColor:
    """The colour of what is left of a bar."""
    return shade(palette, 0.14)


def draw_bar(
    painter: QPainter,
    box: QRect,
    probability: float,
    color: str,
    threshold: float | None,
    inks: tuple[QColor, QColor],
) -> None:
    """Draw how probable a label is, and from where on it counts as predicted, where that is so.

    Args:
        inks: of the groove behind the bar, and of the mark on it.
    """
    radius = box.height() / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks[0])
    painter.drawRoundedRect(box, radius, radius)
    if probability > 0:
        width = max(box.height(), round(box.width() * min(probability, 1.0)))
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(QRect(box.topLeft(), QSize(width, box.height())), radius, radius)
    if threshold is not None:
        _draw_tick(painter, box, threshold, inks[1])


def _draw_tick(painter: QPainter, bar: QRect, threshold: float, ink: QColor) -> None:
    """Where on the bar a label begins to count as present; it stands out above and below."""
    beyond = max(2, bar.height() // 3)
    left = bar.left() + round((bar.width() - 1) * min(max(threshold, 0.0), 1.0))
    painter.fillRect(QRect(left, bar.top() - beyond, 1, bar.height() + 2 * beyond), ink)
