"""A curve the size of a word (Tufte, Beautiful Evidence, 2006): title, last value, range."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.theme.tokens import SMALL_TYPE
from labelmt.gui.widgets.muted_colours import mixed
from labelmt.project.training.training_state import Point

GAP = 6.0
"""Between texts and curve, in device-independent pixels."""


class Sparkline(QWidget):
    """One curve with its title and last value to the left, its range to the right.

    Colours are the palette's, so that it follows a light or dark theme. In less room than the
    words need it draws nothing.
    """

    def __init__(self, title: str, *, decimals: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._decimals = decimals
        self._points: tuple[Point, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(title)
        self._describe()

    def show_points(self, points: Sequence[Point], title: str | None = None) -> None:
        """Show a curve; ``x`` rises from point to point, ``y`` is finite."""
        points = tuple(points)
        title = self._title if title is None else title
        if (points, title) == (self._points, self._title):
            return
        self._points, self._title = points, title
        self.setAccessibleName(title)
        self._describe()
        self.update()

    @property
    def points(self) -> tuple[Point, ...]:
        return self._points

    def useful_width(self) -> int:
        """The width below which the curve is too short to tell anything."""
        return round(QFontMetricsF(self._small_font()).averageCharWidth() * 24)

    def sizeHint(self) -> QSize:
        small = QFontMetricsF(self._small_font())
        return QSize(round(small.averageCharWidth() * 36), round(2 * small.height() + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small_font())
        metrics = QFontMetricsF(painter.font())
        left = max(metrics.horizontalAdvance(text) for text in (self._title, self._text(0.0))) + GAP
        low, high = self._range()
        right = max(metrics.horizontalAdvance(self._text(value)) for value in (low, high)) + GAP
        area = QRectF(self.contentsRect()).adjusted(left, 3, -right, -3)
        if area.width() < 2 * metrics.averageCharWidth():
            return
        self._draw_words(painter, area, low, high)
        self._draw_curve(painter, area, low, high)

    def _draw_words(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        whole = QRectF(self.contentsRect())
        before = QRectF(whole.left(), 0, area.left() - GAP - whole.left(), whole.height())
        after = QRectF(area.right() + GAP, 0, whole.right() - area.right() - GAP, whole.height())
        top = Qt.AlignmentFlag.AlignTop
        bottom = Qt.AlignmentFlag.AlignBottom
        start = Qt.AlignmentFlag.AlignLeft
        painter.setPen(self._muted())
        painter.drawText(before, top | start, self._title)
        if not self._points:
            return
        if high > low:
            painter.drawText(after, top | start, self._text(high))
            painter.drawText(after, bottom | start, self._text(low))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(before, bottom | start, self._text(self._points[-1].y))

    def _draw_curve(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        painter.setPen(QPen(self._faint(), 1))
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._points:
            return
        first, last = self._points[0].x, self._points[-1].x
        span_x, span_y = max(last - first, 1), (high - low) or 1.0
        line = [
            QPointF(
                area.left() + area.width() * (point.x - first) / span_x,
                area.bottom() - area.height() * ((point.y - low) / span_y if high > low else 0.5),
            )
            for point in self._points
        ]
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if len(line) > 1:
            painter.drawPolyline(line)
        painter.setBrush(accent)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(line[-1], 2.5, 2.5)

    def _range(self) -> tuple[float, float]:
        values = [point.y for point in self._points] or [0.0]
        return min(values), max(values)

    def _text(self, value: float) -> str:
        return f"{value:.{self._decimals}f}" if abs(value) < 1000 else f"{value:.2g}"

    def _describe(self) -> None:
        if self._points:
            low, high = self._range()
            text = self.tr("now {last}, between {low} and {high}").format(
                last=self._text(self._points[-1].y), low=self._text(low), high=self._text(high)
            )
        else:
            text = self.tr("nothing yet")
        self.setAccessibleDescription(text)
        self.setToolTip(plain_tip(f"{self._title}: {text}"))

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * SMALL_TYPE)
        return font

    def _muted(self) -> QColor:
        return mixed(self.palette(), 0.75)

    def _faint(self) -> QColor:
        return mixed(self.palette(), 0.35)
