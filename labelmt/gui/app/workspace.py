"""The main window's centre while a project is open: sidebar, images, label panel."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from labelmt.gui.core.actions import Actions
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.groups.group_list import GroupList
from labelmt.gui.labelling.panel.label_panel import LabelPanel
from labelmt.gui.labelling.review.review_banner import ReviewBanner
from labelmt.gui.labelling.sweep.sweep_banner import SweepBanner
from labelmt.gui.model.explain.explanation_bar import ExplanationBar
from labelmt.gui.search.filter_bar import FilterBar
from labelmt.gui.search.sidebar import Sidebar
from labelmt.gui.widgets.work_area import WorkArea

MOST_ASKED = 160, 480, 340
"""Pixels for filters, images and labels: with a large font, too, they fit into a window of 1024."""


class Workspace(WorkArea):
    """Fills the columns: filters at the side, images in the middle, labels on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.sidebar = Sidebar()
        self.filter_bar = FilterBar()
        self.sweep_banner = SweepBanner()
        self.review_banner = ReviewBanner()
        self.browser = Browser()
        self.explanation_bar = ExplanationBar()
        self.panel = LabelPanel()
        self.group_list = GroupList(self.browser.loader)
        super().__init__(
            (self.sidebar, self.group_list), self.filter_bar,
            (self.sweep_banner, self.review_banner), self.browser, self.explanation_bar,
            self.panel, parent,
        )  # fmt: skip
        unit = self.fontMetrics().averageCharWidth()
        parts = (self.sidebar, 18), (self.browser, 56), (self.panel, 34)
        for (part, letters), most in zip(parts, MOST_ASKED, strict=True):
            part.setMinimumWidth(min(unit * letters, most))
        self.setSizes([unit * 36, unit * 100, unit * 46])
        for left in (self.filter_bar.left, self.panel.adder.left, self.panel.marks.left):
            left.connect(self.browser.focus_images)

    def take_actions(self, commands: Actions) -> None:
        """Do what the window's actions ask, after the modes that make way for it."""
        for widget in (self.filter_bar, self.browser, self.panel):
            widget.take_actions(commands)
