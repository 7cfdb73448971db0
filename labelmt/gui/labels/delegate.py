"""Paints a row of the label panel: key, state, colour, name, bar and number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from labelmt.domain.tasks import NAME_LIMIT, Label, Task
from labelmt.gui.labels.model import LabelModel, LabelRole
from labelmt.gui.labels.state_glyphs import draw_state, faded
from labelmt.gui.labels.trust import draw_light
from labelmt.project.trust import LabelTrust

Index = QModelIndex | QPersistentModelIndex


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
    """The parts of a row from left to right."""
    unit = metrics.height()
    gap = unit // 2
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
    bar = part(0, max(unit * 2, min(unit * 4, row.width() // 5)), max(5, unit // 3))
    bar.moveRight(number.left() - gap)
    left = swatch.right() + gap
    name = part(left, bar.left() - gap - left, row.height())
    return Row(key, state, swatch, name, bar, number, light)


class LabelDelegate(QStyledItemDelegate):
    """Draws with the palette's colours alone, but for the labels' own."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(height * 12, height + height * 3 // 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        item = index.data(LabelRole.ITEM)
        painter.save()
        painter.setFont(option.font)
        _draw_background(painter, option)
        if isinstance(item, Task):
            model = index.model()
            kind = model.kind_text(item.kind) if isinstance(model, LabelModel) else ""
            _draw_task(painter, option, item, kind)
        elif isinstance(item, Label):
            _draw_label(painter, option, item, index)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(NAME_LIMIT)
        editor.setAccessibleName(self.tr("New name"))
        return editor

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
    painter.setPen(_muted(option.palette))
    end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(row, end, kind)
    row.setRight(row.right() - QFontMetrics(option.font).horizontalAdvance(kind) - gap)
    font = QFont(option.font)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(text)
    name = QFontMetrics(font).elidedText(task.name, Qt.TextElideMode.ElideRight, row.width())
    painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


def _draw_label(
    painter: QPainter, option: QStyleOptionViewItem, label: Label, index: Index
) -> None:
    metrics = QFontMetrics(option.font)
    parts = lay_out(option.rect, metrics)
    text = option.palette.color(QPalette.ColorRole.Text)
    if label.shortcut:
        _draw_key(painter, parts.key, label.shortcut, option)
    state = index.data(LabelRole.STATE)
    one_of = bool(index.data(LabelRole.ONE_OF))
    suggested = index.data(LabelRole.SUGGESTED)
    draw_state(
        painter, QRectF(parts.state), state, option.palette, one_of=one_of, suggested=suggested
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(label.color))
    painter.drawRoundedRect(parts.swatch, 2, 2)
    chance = index.data(LabelRole.PROBABILITY)
    name_box = parts.name
    if chance is None:
        name_box.setRight(parts.number.right())
    painter.setPen(text)
    name = metrics.elidedText(label.name, Qt.TextElideMode.ElideRight, name_box.width())
    painter.drawText(name_box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
    trust = index.data(LabelRole.TRUST)
    if isinstance(trust, LabelTrust):
        draw_light(painter, QRectF(parts.light), trust.light, option.palette)
    if chance is not None:
        predicted = bool(index.data(LabelRole.PREDICTED))
        _draw_bar(painter, parts.bar, chance, QColor(label.color), option.palette)
        painter.setPen(text if predicted else _muted(option.palette))
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(parts.number, end, QLocale().toString(chance, "f", 2))


def _draw_key(painter: QPainter, box: QRect, key: str, option: QStyleOptionViewItem) -> None:
    text = option.palette.color(QPalette.ColorRole.Text)
    base = option.palette.color(QPalette.ColorRole.Base)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(faded(text, base, 0.35))
    painter.setBrush(faded(text, base, 0.06))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


def _draw_bar(
    painter: QPainter, box: QRect, chance: float, color: QColor, palette: QPalette
) -> None:
    radius = box.height() / 2
    text = palette.color(QPalette.ColorRole.Text)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(text, palette.color(QPalette.ColorRole.Base), 0.14))
    painter.drawRoundedRect(box, radius, radius)
    if chance <= 0:
        return
    filled = QRectF(box)
    filled.setWidth(max(filled.height(), filled.width() * min(max(chance, 0.0), 1.0)))
    painter.setBrush(color)
    painter.drawRoundedRect(filled, radius, radius)


def _muted(palette: QPalette) -> QColor:
    return faded(
        palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), 0.6
    )
