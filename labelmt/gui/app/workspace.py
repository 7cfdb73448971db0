"""The window's middle while a project is open: views, images, labels."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.groups.group_list import GroupList
from labelmt.gui.labelling.panel.label_panel import LabelPanel
from labelmt.gui.labelling.review.review_banner import ReviewBanner
from labelmt.gui.labelling.sweep.sweep_banner import SweepBanner
from labelmt.gui.model.explain.explanation_bar import ExplanationBar
from labelmt.gui.search.filter_bar import FilterBar
from labelmt.gui.search.sidebar import Sidebar
from labelmt.gui.widgets.theme import line

MOST_ASKED = 160, 480, 340
"""Pixels for filters, images and labels: with a large font, too, they fit into a window of 1024."""


class Workspace(QSplitter):
    """Three parts whose widths a person can change; the images take what is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sidebar = Sidebar()
        self.filter_bar = FilterBar()
        self.sweep_banner = SweepBanner()
        self.review_banner = ReviewBanner()
        self.browser = Browser()
        self.explanation_bar = ExplanationBar()
        self.explanation_bar.hide()
        self.panel = LabelPanel()
        self.group_list = GroupList(self.browser.loader)
        self.side = QStackedWidget()
        self.side.addWidget(self.sidebar)
        self.side.addWidget(self.group_list)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filter_bar)
        layout.addWidget(self.sweep_banner)
        layout.addWidget(self.review_banner)
        self._banners = layout
        self._group_banner: QWidget | None = None
        layout.addWidget(line())
        layout.addWidget(self.browser, 1)
        layout.addWidget(self.explanation_bar)
        for widget in (self.side, middle, self.panel):
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        unit = self.fontMetrics().averageCharWidth()
        parts = (self.sidebar, 18), (self.browser, 56), (self.panel, 34)
        for (part, letters), most in zip(parts, MOST_ASKED, strict=True):
            part.setMinimumWidth(min(unit * letters, most))
        self.setSizes([unit * 36, unit * 100, unit * 46])
        self.show_sweep(False)
        self.show_review(False)

    @Slot(bool)
    def show_sweep(self, shown: bool) -> None:
        """Have the sweep's banner in the place of the filter bar, or that again."""
        self.filter_bar.setVisible(not shown)
        self.sweep_banner.setVisible(shown)

    def show_groups(self, banner: QWidget | None) -> None:
        """Have groups in the place of the filters and their banner in that of the filter bar.

        Args:
            banner: None brings the filters back.
        """
        if self._group_banner is not None:
            self._group_banner.hide()
        if banner is not None:
            if self._banners.indexOf(banner) < 0:
                self._banners.insertWidget(self._banners.indexOf(self.review_banner), banner)
            banner.show()
        self._group_banner = banner
        self.filter_bar.setVisible(banner is None)
        self.side.setCurrentWidget(self.sidebar if banner is None else self.group_list)

    @Slot(bool)
    def show_review(self, shown: bool) -> None:
        """Have the review's banner in the place of the filter bar, or that again."""
        self.filter_bar.setVisible(not shown)
        self.review_banner.setVisible(shown)
