"""The window's three columns: a side, the images below a bar or a mode's banner, a panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from labelmt.gui.widgets.theme import line


class WorkArea(QSplitter):
    """Columns whose widths a person can change; the middle one takes what is left.

    Knows no mode. A mode that shows images of its own asks for its banner in the place of the
    bar, and where it needs one for a list in the place of the side, and gives both back.

    Args:
        bar: above the middle while no banner is shown.
    """

    def __init__(
        self,
        side: QWidget,
        bar: QWidget,
        middle: QWidget,
        panel: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._usual_side, self._bar = side, bar
        self._banner: QWidget | None = None
        self.side = QStackedWidget()
        self.side.addWidget(side)
        column = QWidget()
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(bar)
        self._line = line()
        self._column.addWidget(self._line)
        self._column.addWidget(middle, 1)
        for widget in (self.side, column, panel):
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)

    def add_side(self, widget: QWidget) -> None:
        """Something else that the side can show."""
        self.side.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Something below the middle, hidden until its owner shows it."""
        self._column.addWidget(widget)
        widget.hide()

    def show_side(self, widget: QWidget | None) -> None:
        """Show something that was added in the place of the side; None brings that back."""
        self.side.setCurrentWidget(widget or self._usual_side)

    def add_banner(self, banner: QWidget) -> None:
        """A banner that is shown at times."""
        banner.hide()
        self._column.insertWidget(self._column.indexOf(self._line), banner)

    def show_banner(self, banner: QWidget) -> None:
        """Have a mode's banner in the place of the bar, or of another banner."""
        if self._column.indexOf(banner) < 0:
            self.add_banner(banner)
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
