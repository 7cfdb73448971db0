"""Help › Search syntax: examples that can be tried, in this project's own labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Schema
from labelmt.domain.search.printer import quoted
from labelmt.gui.app.documentation import SearchExample
from labelmt.gui.widgets.fixed_pitch import fixed_pitch
from labelmt.gui.widgets.muted_colours import quiet_label


class SearchSyntaxDialog(QDialog):
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
            "before a term turns it round, names with blanks go in quotes. Ctrl+Space in the "
            "search line lists what may follow."
        )
        do = self.tr("Click an example, or press Enter, to search for it.")
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Examples"))
        self.list.setHeaderLabels([self.tr("Write"), self.tr("to find images")])
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setUniformRowHeights(False)
        self.list.setAlternatingRowColors(True)
        for example in examples:
            query = in_own_words(example.query, schema)
            item = QTreeWidgetItem(self.list, [query, example.meaning])
            item.setFont(0, fixed_pitch())
            item.setToolTip(1, example.meaning)
        unit = self.fontMetrics().averageCharWidth()
        self.list.setColumnWidth(0, unit * 42)
        self.list.header().setStretchLastSection(True)
        # Rows are as high as their words need at the width there is.
        self.list.header().sectionResized.connect(self.list.scheduleDelayedItemsLayout)
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

    @Slot(QTreeWidgetItem)
    def _search(self, item: QTreeWidgetItem) -> None:
        self.search_asked.emit(item.text(0))


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
