"""The window's three columns: a side, the images below a bar or a mode's banner, a panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from labelmt.gui.widgets.grounds_and_lines import line


class WorkArea(QSplitter):
    """Columns whose widths a person can change; the middle one takes what is left.

    Knows no mode. A mode that shows images of its own asks for its banner in the place of the
    bar, and where it needs one for a list in the place of the side, and gives both back.

    The tab key goes through the widgets in the order of the arguments.

    Args:
        sides: what the side can show, at first the first.
        bar: above the middle while no banner is shown.
        banners: shown at times in its place; others may be shown later as well.
        below: below the middle, hidden until its owner shows it.
    """

    def __init__(
        self,
        sides: Sequence[QWidget],
        bar: QWidget,
        banners: Sequence[QWidget],
        middle: QWidget,
        below: QWidget,
        panel: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._usual_side, self._bar = sides[0], bar
        self._banner: QWidget | None = None
        self.side = QStackedWidget()
        for side in sides:
            self.side.addWidget(side)
        column = QWidget()
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(bar)
        self._line = line()
        self._column.addWidget(self._line)
        for banner in banners:
            self._add_banner(banner)
        self._column.addWidget(middle, 1)
        self._column.addWidget(below)
        below.hide()
        for widget in (self.side, column, panel):
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)

    def show_side(self, widget: QWidget | None) -> None:
        """Show another of the sides; None brings the first back."""
        self.side.setCurrentWidget(widget or self._usual_side)

    def show_banner(self, banner: QWidget) -> None:
        """Have a mode's banner in the place of the bar, or of another banner."""
        if self._column.indexOf(banner) < 0:
            self._add_banner(banner)
        if self._banner is not None and self._banner is not banner:
            self._banner.hide()
        self._bar.hide()
        banner.show()
        self._banner = banner

    def hide_banner(self, banner: QWidget) -> None:
        """Take a banner away; the bar comes back unless another banner took its place."""
        banner.hide()
        if self._banner is banner:
            self._banner = None
            self._bar.show()

    def _add_banner(self, banner: QWidget) -> None:
        banner.hide()
        self._column.insertWidget(self._column.indexOf(self._line), banner)
