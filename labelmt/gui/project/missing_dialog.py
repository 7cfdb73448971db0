"""The list of missing and unreadable images: reason, try again, copy."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QLocale, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.project.missing_model import Column, MissingModel
from labelmt.gui.widgets.fitting_dialog import FittingDialog

SELECTION_KEPT = 500
"""Lines whose selection outlives a change of the list."""


class MissingDialog(FittingDialog):
    """Stays open beside the window, and follows it."""

    again_asked = Signal(object)
    """(n,) rows to be tried again."""
    copy_asked = Signal(object)
    """(n,) rows whose reasons are to be copied."""
    row_chosen = Signal(int)
    """An image to be looked at."""
    locate_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Images that cannot be shown"))
        self.model = MissingModel(self)
        self.list = _List()
        self.again = QPushButton(self.tr("Try again"))
        self.locate = QPushButton(self.tr("Locate a moved folder…"))
        self.copy = QPushButton(self.tr("Copy"))
        self._count = QLabel()
        self._count.setWordWrap(True)
        self._set_up_list()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (self.again, self.locate, self.copy):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._count)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        self.again.setDefault(True)  # once it is the dialog's: Enter in the list tries again
        self.again.clicked.connect(self._try_again)
        self.copy.clicked.connect(self._copy)
        self.locate.clicked.connect(self.locate_asked)
        self.list.copy_asked.connect(self._copy)
        self.list.doubleClicked.connect(self._choose)
        self.list.selectionModel().selectionChanged.connect(self._say)
        self.model.modelReset.connect(self._say)
        unit = self.fontMetrics().height()
        self.resize(unit * 52, unit * 28)

    def _set_up_list(self) -> None:
        self.list.setModel(self.model)
        self.list.setAccessibleName(self.tr("Images that cannot be shown, and why"))
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setTabKeyNavigation(False)
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.setAlternatingRowColors(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows = self.list.verticalHeader()
        rows.hide()
        # One height for all: a hundred thousand lines are laid out without asking for any.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round(self.fontMetrics().height() * 1.6))
        header = self.list.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(Column.REASON, QHeaderView.ResizeMode.Stretch)
        self.list.setColumnWidth(Column.IMAGE, self.fontMetrics().height() * 18)

    def show_project_view(self, project_view: ProjectView | None) -> None:
        """Show what this project has lost now; a small selection is kept where it can be."""
        chosen = self._chosen() if len(self._positions()) <= SELECTION_KEPT else None
        had_selection = self.list.selectionModel().hasSelection()
        self.model.show_project_view(project_view)
        if chosen is None or not had_selection:
            return
        selection = self.list.selectionModel()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for position in np.flatnonzero(np.isin(self.model.rows, chosen)).tolist():
            selection.select(self.model.index(position, 0), flags)

    def _positions(self) -> Rows:
        """Lines selected. Ranges, not indexes: all of a hundred thousand are one."""
        selection = self.list.selectionModel().selection()
        spans = [selection.at(place) for place in range(selection.count())]
        ranges = [np.arange(one.top(), one.bottom() + 1) for one in spans]
        return np.unique(np.concatenate(ranges)) if ranges else np.empty(0, dtype=np.int64)

    def _chosen(self) -> Rows:
        """The rows selected, or all."""
        positions = self._positions()
        return self.model.rows[positions] if len(positions) else self.model.rows

    @Slot()
    def _say(self) -> None:
        count, selected = len(self.model.rows), len(self._positions())
        text = self.tr("All images can be shown.")
        if count:
            text = self.tr("{0} images cannot be shown. Their labels are kept.")
            if count == 1:
                text = self.tr("One image cannot be shown. Its labels are kept.")
            text = text.format(QLocale().toString(count))
        self._count.setText(text)
        number = QLocale().toString(selected or count)
        self.again.setText(self.tr("Try {0} again").format(number) if count else
                           self.tr("Try again"))  # fmt: skip
        for button in (self.again, self.copy):
            button.setEnabled(bool(count))

    @Slot()
    def _try_again(self) -> None:
        self.again_asked.emit(self._chosen())

    @Slot()
    def _copy(self) -> None:
        self.copy_asked.emit(self._chosen())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self.row_chosen.emit(int(self.model.rows[index.row()]))


class _List(QTableView):
    """Copies whole lines; a table by itself copies one word of one line."""

    copy_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)
