"""A plot in the window's own colours; pyqtgraph draws it."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from labelmt.gui.theme import tokens
from labelmt.gui.widgets.muted_colours import HELP_SHARE, mixed

COLORS = (tokens.BLUE, tokens.VERMILION, tokens.GREEN, tokens.PURPLE, tokens.ORANGE, tokens.SKY)
"""Told apart by colour-blind people, too (Okabe and Ito, 2008)."""
DOT = 7


class Plot(QWidget):
    """Curves over one another with a legend. Anything shown can be read out, too.

    Args:
        across, up: what the axes are.
        rising: whether curves end at the top right, so that the legend stands below them.
        aimable: whether a press or a drag with the mouse tells where; nothing moves by it then.
    """

    aimed = Signal(float, float)
    """Where in the plot: across, up."""

    def __init__(
        self,
        name: str,
        across: str,
        up: str,
        parent: QWidget | None = None,
        *,
        rising: bool = False,
        aimable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._across, self._up = across, up
        self.area = pg.PlotWidget()
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setMenuEnabled(False)
        self.area.hideButtons()
        if aimable:
            self.area.setMouseEnabled(x=False, y=False)
            self.area.viewport().installEventFilter(self)
            self.area.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._legend = self.area.addLegend(offset=(-8, -8 if rising else 8))
        self._drawn: list[tuple[Sequence[float], Sequence[float], str, int, bool]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self._dress()

    def clear(self) -> None:
        """Take everything off."""
        self.area.clear()
        self._drawn.clear()

    def draw(
        self,
        x: Sequence[float],
        y: Sequence[float],
        name: str = "",
        *,
        color: int = 0,
        dots: bool = False,
        dashed: bool = False,
        symbol: str = "",
    ) -> None:
        """Add a curve.

        Args:
            name: in the legend; none leaves it out.
            color: number of one of COLORS. dots: points alone, not joined.
            symbol: pyqtgraph's name of what marks each point; none marks none.
        """
        ink = QColor(COLORS[color % len(COLORS)])
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        pen = None if dots else pg.mkPen(ink, width=2, style=style)
        mark = symbol or ("o" if dots or len(x) < 2 else None)
        self.area.plot(
            list(x), list(y), pen=pen, symbol=mark, symbolBrush=ink, symbolPen=None,
            symbolSize=DOT, name=name or None,
        )  # fmt: skip
        self._drawn.append((x, y, name, color, dots))
        self.setAccessibleDescription("; ".join(_told(one) for one in self._drawn if one[2]))

    def within(self, x: tuple[float, float] | None, y: tuple[float, float] | None) -> None:
        """Show just this much of the axes; None is all there is."""
        if x is not None:
            self.area.setXRange(*x, padding=0.02)
        if y is not None:
            self.area.setYRange(*y, padding=0.02)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.area.viewport()
            and isinstance(event, QMouseEvent)
            and event.buttons() & Qt.MouseButton.LeftButton
            and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove)
            and self._drawn
        ):
            place = self.area.plotItem.vb.mapSceneToView(
                self.area.mapToScene(event.position().toPoint())
            )
            self.aimed.emit(place.x(), place.y())
            return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        unit = QFontMetricsF(self.font()).height()
        return QSize(round(unit * 30), round(unit * 14))

    def minimumSizeHint(self) -> QSize:
        unit = QFontMetricsF(self.font()).height()
        return QSize(round(unit * 14), round(unit * 8))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        ink = mixed(self.palette(), HELP_SHARE)
        self.area.setBackground(self.palette().color(QPalette.ColorRole.Base))
        self._legend.setLabelTextColor(ink)
        for side, text in (("bottom", self._across), ("left", self._up)):
            axis = self.area.getAxis(side)
            axis.setPen(pg.mkPen(mixed(self.palette(), 0.35)))
            axis.setTextPen(pg.mkPen(ink))
            axis.setStyle(tickFont=self.font())
            axis.setLabel(text, color=ink.name())
            axis.enableAutoSIPrefix(False)
        self.area.showGrid(x=True, y=True, alpha=0.15)


def _told(drawn: tuple[Sequence[float], Sequence[float], str, int, bool]) -> str:
    _, y, name, _, _ = drawn
    return f"{name}: {y[-1]:.3f}" if len(y) else name
