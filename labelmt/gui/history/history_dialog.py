"""The history dialog: go back to any moment, or revert single actions."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.annotations import Source
from labelmt.gui.history.history_model import Column, HistoryModel
from labelmt.gui.widgets.fitting_dialog import FittingDialog


class HistoryDialog(FittingDialog):
    """Stays open beside the window; asks for every change by a signal."""

    go_to_asked = Signal(int)
    """Id of the action up to which all is to stand; 0 is the beginning."""
    action_revert_asked = Signal(int)
    images_asked = Signal(int)
    """Show the images that an action changed."""
    run_revert_asked = Signal(int)
    """All accepted suggestions of a run."""

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        self._model = model
        self._fresh = True  # nobody has chosen a line yet
        self.list = QTableView()
        self.go = QPushButton(self.tr("Go back to here"))
        self.revert = QPushButton(self.tr("Undo only this"))
        self.images = QPushButton(self.tr("Show its images"))
        self.revert_run = QPushButton()
        self._how = QLabel()
        self._how.setWordWrap(True)
        self._set_up_list()
        self._lay_out()
        self.go.clicked.connect(self._go)
        self.revert.clicked.connect(self._revert)
        self.revert_run.clicked.connect(self._revert_run)
        self.images.clicked.connect(self._show_images)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.activated.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._offer)
        model.dataChanged.connect(self._find_newest)
        model.modelReset.connect(self._offer)
        self._offer()

    def _set_up_list(self) -> None:
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("Actions, the newest first"))
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTabKeyNavigation(False)
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.setAlternatingRowColors(True)
        self.list.verticalHeader().hide()
        unit = self.fontMetrics().height()
        # One height for all: a million lines are laid out without asking for any.
        self.list.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.list.verticalHeader().setDefaultSectionSize(round(unit * 1.6))
        header = self.list.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(Column.TITLE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((Column.AT, 10), (Column.PAIRS, 7), (Column.SOURCE, 9),
                              (Column.WHO, 6)):  # fmt: skip
            self.list.setColumnWidth(column, unit * width)
        self.resize(unit * 76, unit * 36)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in self._choices():
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.setAutoDefault(False)  # what sweeps most is not what Enter does by itself
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._how)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        self.images.setDefault(True)  # what Enter does changes nothing

    def show_now(self) -> None:
        """Show the history as it is now, with the newest action that stands current."""
        self._fresh = True
        self._model.refresh()
        if self.isVisible():
            self.raise_()
        self.show()
        self.activateWindow()
        self.list.setFocus()

    @Slot()
    def _find_newest(self) -> None:
        if self._fresh:
            self._fresh = False
            self.list.setCurrentIndex(
                self._model.index(self._model.row_of(self._model.done - 1), 0)
            )
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """Enable what can be done with the current line, and say it in its words."""
        self._how.setText(
            self.tr(
                "Nothing is lost by going back: what was undone stays here, pale, until you "
                "label something else. Taking back one action leaves alone what came after it."
            )
            if self._model.total
            else self.tr(
                "Nothing has been done yet. Whatever you label, import or change in the schema "
                "appears here, and can be taken back, also days later."
            )
        )
        row = self.list.currentIndex().row()
        entry = self._model.entry(row) if row >= 0 else None
        place = self._model.place_of(row) if row >= 0 else self._model.done - 1
        reachable = row >= 0 and (entry is not None or place < 0)
        self.go.setEnabled(reachable and place != self._model.done - 1)
        undone = place >= self._model.done
        self.go.setText(self.tr("Redo up to here") if undone else self.tr("Go back to here"))
        self.images.setEnabled(entry is not None and entry.pairs > 0)
        self.revert.setEnabled(entry is not None and not undone and entry.pairs > 0)
        run = entry.run_id if entry is not None else None
        suggested = entry is not None and entry.source == Source.SUGGESTION.value
        self.revert_run.setVisible(run is not None and suggested)
        self.revert_run.setText(self.tr("Take back all suggestions of run {0}").format(run))

    def _choices(self) -> tuple[QPushButton, ...]:
        return self.go, self.images, self.revert, self.revert_run

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        """What the buttons do, where the mouse is."""
        if not self.list.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self._choices():
            if not button.isHidden():
                action = menu.addAction(button.text())
                action.setEnabled(button.isEnabled())
                action.triggered.connect(button.click)
        menu.popup(self.list.viewport().mapToGlobal(place))

    @Slot()
    def _show_images(self) -> None:
        entry = self._model.entry(self.list.currentIndex().row())
        if entry is not None:
            self.images_asked.emit(entry.id)

    @Slot(QModelIndex)
    def _go(self) -> None:
        row = self.list.currentIndex().row()
        entry = self._model.entry(row)
        if self.go.isEnabled():
            self.go_to_asked.emit(entry.id if entry is not None else 0)

    @Slot()
    def _revert(self) -> None:
        entry = self._model.entry(self.list.currentIndex().row())
        if entry is not None:
            self.action_revert_asked.emit(entry.id)

    @Slot()
    def _revert_run(self) -> None:
        entry = self._model.entry(self.list.currentIndex().row())
        if entry is not None and entry.run_id is not None:
            self.run_revert_asked.emit(entry.run_id)
