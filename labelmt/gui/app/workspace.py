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
from labelmt.gui.widgets.work_area import PANEL, SIDE, WorkArea

LEAST = (28, 220), (36, 260), (34, 280)
"""Widths of filters, images and labels below which they are of no use, in characters, and the
most pixels that this may be with a large font."""
USUAL = 36, 46
"""Of filters and labels, in characters."""
BESIDE = 56, 420
"""The images keep as much before filters and labels are hidden."""


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
        for place, (letters, most) in enumerate(LEAST):
            self.columns[place].setMinimumWidth(min(unit * letters, most))
        self.middle_first = min(unit * BESIDE[0], BESIDE[1])
        self.set_usual_widths(*(unit * letters for letters in USUAL))
        for left in (self.filter_bar.left, self.panel.adder.left, self.panel.marks.left):
            left.connect(self.browser.focus_images)

    def take_actions(self, commands: Actions) -> None:
        """Do what the window's actions ask, after the modes that make way for it."""
        commands.sidebar.triggered.connect(lambda: self.turn(SIDE))
        commands.label_panel.triggered.connect(lambda: self.turn(PANEL))
        for in_panel in (
            commands.add_label, commands.add_task, commands.rename, commands.delete,
            commands.comment,
        ):  # fmt: skip
            in_panel.triggered.connect(self.reveal_panel)
        self.panels_changed.connect(commands.show_panels)
        commands.show_panels(*self.shown)
        for widget in (self.filter_bar, self.browser, self.panel):
            widget.take_actions(commands)
