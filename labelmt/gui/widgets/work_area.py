"""The window's three columns: a side, the images below a bar or a mode's banner, a panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QSplitter,
    QSplitterHandle,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.theme import tokens
from labelmt.gui.widgets.grounds_and_lines import line
from labelmt.gui.widgets.panel_handle import PanelEdge, PanelHandle
from labelmt.gui.widgets.panel_widths import SHARE, Panel, panel_widths
from labelmt.gui.widgets.tab_order import tab_through

SIDE, MIDDLE, PANEL = range(3)


class WorkArea(QSplitter):
    """Columns whose widths a person can change; the middle one takes what is left.

    Knows no mode. A mode that shows images of its own asks for its banner in the place of the
    bar, and where it needs one for a list in the place of the side, and gives both back.

    In a narrow window side and panel get narrower, down to their least widths; then they make
    way, the side first. A click on a handle hides what is beside it, one on the edge brings it
    back, and what was asked for last is what stays.

    The tab key goes through the widgets in the order of the arguments.

    Args:
        sides: what the side can show, at first the first.
        bar: above the middle while no banner is shown.
        banners: shown at times in its place; others may be shown later as well.
        below: below the middle, hidden until its owner shows it.
    """

    panels_changed = Signal(bool, bool)
    """Whether side and panel are shown now."""

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
        self._panels = {SIDE: Panel(), PANEL: Panel()}
        self._share, self._bare = SHARE, False
        self._asked: int | None = None
        self.middle_first = 0
        """Width that the middle keeps before panels are hidden, in pixels."""
        self.side = QStackedWidget()
        for side in sides:
            self.side.addWidget(side)
        self.edges = {
            SIDE: PanelEdge(self.tr("Show the sidebar"), right=False),
            PANEL: PanelEdge(self.tr("Show the label panel"), right=True),
        }
        centre = QWidget()
        outside = QGridLayout(centre)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        self._column = QVBoxLayout()
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
        outside.addWidget(self.edges[SIDE], 0, 0)
        outside.addLayout(self._column, 0, 1)
        outside.addWidget(self.edges[PANEL], 0, 2)
        self.setHandleWidth(tokens.HANDLE)
        self.columns = self.side, centre, panel
        for widget in self.columns:
            self.addWidget(widget)
        edges = self.edges
        self.order: tuple[QWidget, ...]
        """Its parts, as Tab goes through them."""
        self.order = edges[SIDE], self.side, bar, *banners, middle, below, edges[PANEL], panel
        tab_through(*self.order)
        self.setStretchFactor(MIDDLE, 1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(lambda: self._take_widths(self.sizes()))
        for place, handle in ((SIDE, self.handle(MIDDLE)), (PANEL, self.handle(PANEL))):
            self.edges[place].hide()
            self.edges[place].clicked.connect(lambda _on, which=place: self.want(which, True))
            if isinstance(handle, PanelHandle):
                handle.leads_right = place == PANEL
                handle.pressed.connect(lambda which=place: self.want(which, False))

    def createHandle(self) -> QSplitterHandle:  # noqa: N802 (Qt's)
        return PanelHandle(self)

    # -- side and panel ------------------------------------------------------------------

    def set_usual_widths(self, side: int, panel: int) -> None:
        """As long as no person has chosen others."""
        self._panels[SIDE].wished, self._panels[PANEL].wished = side, panel
        self._fit()

    def setSizes(self, sizes: Sequence[int]) -> None:  # noqa: N802 (Qt's)
        """Choose widths as a person does who drags the handles."""
        super().setSizes(sizes)
        self._take_widths(sizes)

    @property
    def shown(self) -> tuple[bool, bool]:
        """Whether side and panel are shown."""
        return not self.side.isHidden(), not self.columns[PANEL].isHidden()

    def want(self, place: int, wanted: bool) -> None:
        """Show the side or the panel, or hide it; where there is no room the other makes way."""
        self._panels[place].wanted = wanted
        self._asked = place if wanted else None
        self._fit()

    def turn(self, place: int) -> None:
        """Show what is hidden, hide what is shown."""
        self.want(place, not self.shown[place == PANEL])

    @Slot()
    def reveal_panel(self) -> None:
        """Something in the panel is about to be used."""
        self.want(PANEL, True)

    def set_bare(self, bare: bool) -> None:
        """Leave all the room to the middle, or no longer."""
        self._bare = bare
        self._fit()

    def state(self) -> str:
        """How a person has arranged the panels, for ``bring_back``."""
        side, panel = self._panels[SIDE], self._panels[PANEL]
        parts = side.wished, panel.wished, round(self._share, 4), side.wanted, panel.wanted
        return ":".join(str(float(part)) for part in parts)

    def bring_back(self, state: str) -> None:
        """Arrange the panels so again; what is damaged changes nothing."""
        try:
            side, panel, share, has_side, has_panel = (float(part) for part in state.split(":"))
        except ValueError:
            return
        if not all(0 < width < 1e5 for width in (side, panel)) or not 0 < share < 1:
            return
        self._share = share
        for place, width, wanted in ((SIDE, side, has_side), (PANEL, panel, has_panel)):
            self._panels[place].wished, self._panels[place].wanted = int(width), bool(wanted)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _take_widths(self, sizes: Sequence[int]) -> None:
        for place, panel in self._panels.items():
            if sizes[place]:
                panel.wished = sizes[place]
        taken = sum(panel.wished for panel in self._panels.values())
        self._share = max(SHARE, min(0.99, taken / max(1, self.width())))

    def _fit(self) -> None:
        room, before = self.width(), self.shown
        for place, panel in self._panels.items():
            panel.least = self.columns[place].minimumWidth()
        of_mode = self.side.currentWidget() is not self._usual_side
        last = SIDE if of_mode or self._asked == SIDE else PANEL
        first = PANEL if last == SIDE else SIDE
        shown = self._panels[last]
        one, other = panel_widths(
            self._panels[first], replace(shown, wanted=True) if of_mode else shown, room,
            self.middle_first, self._share,
            asked=of_mode or self._asked is not None,
        )  # fmt: skip
        found = {first: one, last: other}
        for place, width in found.items():
            there = bool(width) and not self._bare
            self.columns[place].setVisible(there)
            self.edges[place].setVisible(not there and not self._bare)
        middle = room - found[SIDE] - found[PANEL] - 2 * self.handleWidth()
        super().setSizes([found[SIDE], max(0, middle), found[PANEL]])
        if self.shown != before:
            self.panels_changed.emit(*self.shown)

    # -- side, bar and banner ------------------------------------------------------------

    def show_side(self, widget: QWidget | None) -> None:
        """Show another of the sides; None brings the first back."""
        self.side.setCurrentWidget(widget or self._usual_side)
        self._fit()

    def show_banner(self, banner: QWidget) -> None:
        """Have a mode's banner in the place of the bar, or of another banner."""
        if self._column.indexOf(banner) < 0:
            self._add_banner(banner)
            self.order = (*self.order[:-4], banner, *self.order[-4:])
            tab_through(*self.order)
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
