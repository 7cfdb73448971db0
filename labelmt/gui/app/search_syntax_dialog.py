"""Help › Search syntax: examples that can be tried, in this project's own labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Schema
from labelmt.domain.search.printer import quoted
from labelmt.gui.app.documentation import SearchExample
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.fixed_pitch import fixed_pitch
from labelmt.gui.widgets.muted_colours import quiet_label


class SearchSyntaxDialog(FittingDialog):
    """Stays open beside the images, so that one after the other can be tried.

    Args:
        can_search: whether a project is open.
    """

    search_asked = Signal(str)

    def __init__(
        self,
        examples: Sequence[SearchExample],
        schema: Schema,
        parent: QWidget | None = None,
        *,
        can_search: bool,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Search syntax"))
        how = self.tr(
            "Terms beside each other must all hold. “or” and parentheses join them otherwise, “-” "
            "before a term finds all other images, names with spaces go in quotes. Ctrl+Space in "
            "the search line lists what may follow."
        )
        do = self.tr("Click an example, or press Enter, to search for it.")
        self.list = QTableWidget(len(examples), 2)
        self.list.setAccessibleName(self.tr("Examples"))
        self.list.setHorizontalHeaderLabels([self.tr("Write"), self.tr("to find images")])
        self.list.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.list.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.list.setTabKeyNavigation(False)
        self.list.setShowGrid(False)
        self.list.setAlternatingRowColors(True)
        for row, example in enumerate(examples):
            query = QTableWidgetItem(in_own_words(example.query, schema))
            query.setFont(fixed_pitch())
            self.list.setItem(row, 0, query)
            self.list.setItem(row, 1, QTableWidgetItem(example.meaning))
        unit = self.fontMetrics().averageCharWidth()
        self.list.setColumnWidth(0, unit * 42)
        across, down = self.list.horizontalHeader(), self.list.verticalHeader()
        across.setStretchLastSection(True)
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if can_search:
            self.list.itemClicked.connect(self._search)
            self.list.itemActivated.connect(self._search)
            how = f"{how} {do}"
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(quiet_label(how))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.resize(unit * 118, unit * 84)

    @Slot(QTableWidgetItem)
    def _search(self, item: QTableWidgetItem) -> None:
        query = self.list.item(item.row(), 0)
        if query is not None:
            self.search_asked.emit(query.text())


def in_own_words(query: str, schema: Schema) -> str:
    """An example with labels that there are: one that names none finds nothing."""
    labels = schema.labels
    if not labels:
        return query
    first, second = labels[0], labels[min(1, len(labels) - 1)]
    task = next((one for one in schema.tasks if one.id == first.task_id), None)
    names = {
        "tree": quoted(first.name),
        "sea": quoted(second.name),
        "harbor": quoted(first.name),
        "scene": quoted(task.name) if task is not None else "scene",
    }
    return re.sub(r"\b(tree|sea|harbor|scene)\b", lambda found: names[found[0]], query)
