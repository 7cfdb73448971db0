"""Sort box: by what images are sorted, and which way; shows and changes the search's ``sort:``."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from labelmt.domain.schema import Schema, same_name
from labelmt.domain.search.terms import LARGEST_FIRST, Figure, SortBy
from labelmt.gui.theme.tokens import MEDIUM
from labelmt.project.search.label_names import short_name

LEAST_LETTERS = 8
"""Of a name, where there is little room."""


class SortBox(QWidget):
    """A figure, the label of a probability, and a button that turns the order round."""

    picked = Signal(object)
    """SortBy that a person asked for."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = QComboBox()
        self.label = QComboBox()
        self.descending = QToolButton()
        self._schema = Schema()
        self._name_them()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for widget in (self.figure, self.label, self.descending):
            layout.addWidget(widget)
        self.figure.activated.connect(self.left)
        self.figure.currentIndexChanged.connect(self._pick_figure)
        self.label.activated.connect(self.left)
        self.label.currentIndexChanged.connect(self._pick)
        self.descending.toggled.connect(self._pick)
        self.show_schema(Schema())

    def _name_them(self) -> None:
        self.figure.setAccessibleName(self.tr("Sort by"))
        self.figure.setToolTip(self.tr("Sort by"))
        self.figure.setMinimumContentsLength(LEAST_LETTERS)
        for figure, name in (
            (Figure.NAME, self.tr("Name")),
            (Figure.ADDED, self.tr("Date added")),
            (Figure.TAKEN, self.tr("Date taken")),
            (Figure.DATE, self.tr("File date")),
            (Figure.LABELS, self.tr("Number of labels")),
            (Figure.RATING, self.tr("Rating")),
            (Figure.SIZE, self.tr("File size")),
            (Figure.PROBABILITY, self.tr("Probability")),
            (Figure.UNCERTAINTY, self.tr("Uncertainty")),
            (Figure.SUSPICION, self.tr("Suspicion of a mistake")),
            (Figure.SIMILARITY, self.tr("Similarity")),
        ):
            self.figure.addItem(name, figure.value)
        self.label.setAccessibleName(self.tr("Label whose probability sorts"))
        self.label.setToolTip(self.tr("The label whose probability sorts"))
        self.label.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.label.setMinimumContentsLength(LEAST_LETTERS)
        self.descending.setCheckable(True)
        self.descending.setAutoRaise(True)
        self.descending.setArrowType(Qt.ArrowType.UpArrow)
        self.descending.setAccessibleName(self.tr("Largest or newest first"))
        self.descending.setToolTip(self.tr("Reverse order"))

    @property
    def sort(self) -> SortBy:
        """What is chosen."""
        figure = Figure(self.figure.currentData())
        turned = self.descending.isChecked() != (figure in LARGEST_FIRST)
        label_id = self.label.currentData()
        if figure is not Figure.PROBABILITY or label_id not in self._schema.columns:
            return SortBy(figure, turned)
        return SortBy(figure, turned, short_name(self._schema.label(label_id), self._schema))

    def show_schema(self, schema: Schema) -> None:
        """Offer other labels; the chosen one stays, if it can."""
        self._schema = schema
        chosen = self.label.currentData()
        with QSignalBlocker(self.label):
            self.label.clear()
            for label in schema.labels:
                self.label.addItem(label.name, label.id)
            self.label.setCurrentIndex(max(0, self.label.findData(chosen)))
        self._enable(Figure.PROBABILITY, bool(schema.labels))

    def show_sort(self, sort: SortBy, *, comparing: bool = False) -> None:
        """Show the order of the search; nobody is told.

        Args:
            comparing: the search names images that others can resemble.
        """
        name = sort.name
        self._enable(Figure.SIMILARITY, comparing)
        with (
            QSignalBlocker(self.figure),
            QSignalBlocker(self.label),
            QSignalBlocker(self.descending),
        ):
            self.figure.setCurrentIndex(self.figure.findData(sort.figure.value))
            self.descending.setChecked(sort.descending)
            for label in self._schema.labels if name.label else ():
                of_task = not name.task or same_name(
                    self._schema.task(label.task_id).name, name.task
                )
                if of_task and same_name(label.name, name.label):
                    self.label.setCurrentIndex(self.label.findData(label.id))
        self._show_state()

    def fill_menu(self, menu: QMenu) -> None:
        """Offer the same orders in a menu."""
        group = QActionGroup(menu)
        for position in range(self.figure.count()):
            action = menu.addAction(self.figure.itemText(position))
            action.setCheckable(True)
            action.setActionGroup(group)
            action.triggered.connect(partial(self.figure.setCurrentIndex, position))
        menu.addSeparator()
        turn = menu.addAction(self.tr("Largest or newest first"))
        turn.setCheckable(True)
        turn.toggled.connect(self.descending.setChecked)

        def show_chosen() -> None:
            group.actions()[self.figure.currentIndex()].setChecked(True)
            turn.setChecked(self.descending.isChecked())
            for position, action in enumerate(group.actions()):
                action.setEnabled(self._is_enabled(position))

        show_chosen()
        menu.aboutToShow.connect(show_chosen)

    def _enable(self, figure: Figure, enabled: bool) -> None:
        # Its model is a QStandardItemModel, which has flags for single items.
        item = self.figure.model().item(self.figure.findData(figure.value))  # type: ignore[attr-defined]
        item.setEnabled(enabled)

    def _is_enabled(self, position: int) -> bool:
        enabled: bool = self.figure.model().item(position).isEnabled()  # type: ignore[attr-defined]
        return enabled

    @Slot()
    def _pick_figure(self) -> None:
        """Start with the direction a figure is asked for most."""
        with QSignalBlocker(self.descending):
            figure = Figure(self.figure.currentData())
            self.descending.setChecked(figure in LARGEST_FIRST)
        self._pick()

    @Slot()
    def _pick(self) -> None:
        self._show_state()
        self.picked.emit(self.sort)

    def _show_state(self) -> None:
        down = self.descending.isChecked()
        self.descending.setArrowType(Qt.ArrowType.DownArrow if down else Qt.ArrowType.UpArrow)
        self.label.setVisible(self.figure.currentData() == Figure.PROBABILITY.value)
