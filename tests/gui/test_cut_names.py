"""Names that do not fit are cut in the middle: many labels differ just at their ends."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.gui.images.grid.chips import ChipPainter
from labelmt.gui.images.grid.shown_labels import Chip, ChipKind
from labelmt.gui.labelling.panel.row_painter import lay_out
from labelmt.gui.labelling.review.review_banner import ReviewBanner
from labelmt.gui.model.runs.label_metrics_page import LabelMetricsPage
from labelmt.gui.model.runs.overview_page import OverviewPage
from labelmt.gui.schema.schema_tree import SchemaTree
from labelmt.gui.schema.schema_tree_model import NAME, PARENTS
from labelmt.gui.search.sidebar import Sidebar


def test_a_cut_chip_keeps_the_end_of_its_name(qtbot: QtBot) -> None:
    del qtbot
    painter = ChipPainter(QFont())
    ends = []
    for end in ("left", "right"):
        label = Label(1, 1, f"pleural effusion of the lung, {end}", "#000000")
        room = painter.metrics.horizontalAdvance(label.name) * 0.6
        [place], _ = painter.lay_out([Chip(label, ChipKind.ANNOTATED, False)], room)
        assert "…" in place.text
        ends.append(place.text)
    assert [text.rpartition(" ")[2] for text in ends] == ["left", "right"]


def test_a_sidebars_name_has_what_its_own_number_leaves(qtbot: QtBot) -> None:
    """The number of a task, "12,000 of 30,000", took the room of every label's name."""
    task = Task(1, "objects", TaskKind.MULTILABEL, (Label(1, 1, "baseball glove", "#d55e00"),))
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.show_schema(Schema((task,)))
    sidebar.resize(sidebar.fontMetrics().averageCharWidth() * 30, 500)
    sidebar.show()
    qtbot.waitExposed(sidebar)
    [item] = sidebar.findItems("baseball glove", Qt.MatchFlag.MatchRecursive)
    before = name_drawn(sidebar, item)
    parent = item.parent()
    assert parent is not None
    parent.setText(1, "12,000 of 30,000")
    qtbot.waitUntil(lambda: sidebar.columnWidth(1) > 100)
    assert name_drawn(sidebar, item) == before


def test_in_a_narrow_panel_the_bar_makes_room_for_the_name(qtbot: QtBot) -> None:
    del qtbot
    metrics = QFontMetrics(QFont())
    unit = metrics.height()
    narrow, wide = (lay_out(QRect(0, 0, unit * share, unit * 2), metrics) for share in (14, 30))
    assert narrow.name.width() >= unit * 14 * 0.33, "a fifth before"
    assert unit * 2 <= narrow.bar.width() < wide.bar.width()
    assert narrow.name.right() < narrow.bar.left() < narrow.bar.right() < narrow.number.left()


def test_the_threshold_stands_beside_its_label(qtbot: QtBot) -> None:
    page = LabelMetricsPage()
    qtbot.addWidget(page)
    header = page.table.horizontalHeader()
    shown = [
        str(header.model().headerData(header.logicalIndex(place), Qt.Orientation.Horizontal))
        for place in range(3)
    ]
    assert shown == ["Label", "Threshold", "Task"]


def test_the_reviews_line_leaves_out_whole_parts_instead_of_cutting_words(qtbot: QtBot) -> None:
    banner = ReviewBanner()
    qtbot.addWidget(banner)
    banner.show_counts(12, 3, 1894, 4, 30.0)
    banner.resize(banner.fontMetrics().averageCharWidth() * 90, 200)
    banner.show()
    qtbot.waitExposed(banner)
    shown = banner.count.shown_text()
    assert "…" not in shown
    assert banner.count.text().startswith(shown)


def name_drawn(sidebar: Sidebar, item: QTreeWidgetItem) -> QImage:
    """The line of an item, but for its number."""
    rect = sidebar.visualItemRect(item)
    rect.setRight(sidebar.viewport().width() - sidebar.fontMetrics().height() * 2)
    return sidebar.viewport().grab(rect).toImage()


def test_names_in_the_schema_editor_come_before_empty_columns(qtbot: QtBot) -> None:
    label = Label(1, 1, "a label with a name of many words", "#d55e00")
    tree = SchemaTree()
    qtbot.addWidget(tree)
    tree.resize(tree.fontMetrics().averageCharWidth() * 90, 300)
    tree.show()
    qtbot.waitExposed(tree)
    tree.show_schema(Schema((Task(1, "objects", TaskKind.MULTILABEL, (label,)),)), {1: 12})
    assert tree.columnWidth(NAME) >= tree.sizeHintForColumn(NAME)
    assert tree.columnWidth(PARENTS) >= tree.header().sectionSizeHint(PARENTS)


def test_what_a_run_says_of_former_names_is_not_cut(qtbot: QtBot) -> None:
    page = OverviewPage()
    qtbot.addWidget(page)
    page.summary.show_text("Renamed since:\n" + "nature was objects, " * 40)
    page.resize(420, 420)
    page.show()
    qtbot.waitExposed(page)
    summary = page.summary
    qtbot.waitUntil(lambda: summary.height() >= summary.heightForWidth(summary.width()))
