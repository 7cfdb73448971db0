"""The line above the images: find by path, sort, and filter by a label's probability."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from labelmt.domain.tasks import Schema
from labelmt.gui.escapable_line import EscapableLine
from labelmt.project.view_query import Sort

TYPING_PAUSE_MS = 150
"""A query is run when typing pauses, not for every letter."""


class FilterBar(QWidget):
    """Says what was asked for; runs nothing itself."""

    changed = Signal()
    """Search, sort or filter are others now."""
    refresh_asked = Signal()
    """The images shown should match the view again."""
    left = Signal()
    """Done here: the focus goes back to the images."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField()
        self.sort = QComboBox()
        self.descending = QToolButton()
        self.label = QComboBox()
        self.at_least = QDoubleSpinBox()
        self.refresh = QPushButton()
        self.count = QLabel()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._name_them()
        self._lay_out()
        self.search.textChanged.connect(self._pause.start)
        self.search.left.connect(self.left)
        self.at_least.valueChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.changed)
        self.sort.currentIndexChanged.connect(self._tell)
        self.sort.activated.connect(self.left)
        self.descending.toggled.connect(self._turn)
        self.label.currentIndexChanged.connect(self._tell)
        self.label.activated.connect(self.left)
        self.refresh.clicked.connect(self.refresh_asked)
        self.show_schema(Schema())
        self.show_stale(0)

    def _name_them(self) -> None:
        self.sort.setAccessibleName(self.tr("Sort by"))
        self.sort.setToolTip(self.tr("Sort by"))
        for sort, name in (
            (Sort.NAME, self.tr("Name")),
            (Sort.ADDED, self.tr("Date added")),
            (Sort.PROBABILITY, self.tr("Probability")),
            (Sort.UNCERTAINTY, self.tr("Uncertainty")),
        ):
            self.sort.addItem(name, sort)
        self.descending.setCheckable(True)
        self.descending.setAutoRaise(True)
        self.descending.setArrowType(Qt.ArrowType.UpArrow)
        self.descending.setAccessibleName(self.tr("Sort downwards"))
        self.descending.setToolTip(self.tr("Turn the order round"))
        self.label.setAccessibleName(self.tr("Label whose probability counts"))
        self.label.setToolTip(self.tr("The label whose probability sorts and filters"))
        self.label.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.label.setMinimumContentsLength(9)
        self.at_least.setRange(0.0, 1.0)
        self.at_least.setSingleStep(0.05)
        self.at_least.setPrefix("p ≥ ")
        self.at_least.setAccessibleName(self.tr("Least probability"))
        self.at_least.setToolTip(self.tr("Show images of at least this probability; 0 shows all"))
        self.refresh.setToolTip(self.tr("Show what matches now; sorts again"))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(6)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.refresh)
        layout.addWidget(self.count)
        layout.addSpacing(8)
        layout.addWidget(self.sort)
        layout.addWidget(self.descending)
        layout.addWidget(self.label)
        layout.addWidget(self.at_least)

    @property
    def text(self) -> str:
        """What paths must contain."""
        return self.search.text().strip()

    @property
    def sort_by(self) -> Sort:
        return Sort(self.sort.currentData())

    @property
    def label_id(self) -> int | None:
        """The label whose probability sorts and filters; None before there is any."""
        chosen: int | None = self.label.currentData()
        return chosen

    def fill_menu(self, menu: QMenu) -> None:
        """Offer the same orders in a menu."""
        group = QActionGroup(menu)
        for position in range(self.sort.count()):
            action = menu.addAction(self.sort.itemText(position))
            action.setCheckable(True)
            action.setChecked(position == self.sort.currentIndex())
            action.setActionGroup(group)
            action.triggered.connect(partial(self.sort.setCurrentIndex, position))
        self.sort.currentIndexChanged.connect(lambda now: group.actions()[now].setChecked(True))
        menu.addSeparator()
        turn = menu.addAction(self.tr("Downwards"))
        turn.setCheckable(True)
        turn.toggled.connect(self.descending.setChecked)
        self.descending.toggled.connect(turn.setChecked)

    def show_schema(self, schema: Schema) -> None:
        """Offer other labels; the chosen one stays, if it can."""
        chosen = self.label_id
        with QSignalBlocker(self.label):
            self.label.clear()
            for label in schema.labels:
                self.label.addItem(label.name, label.id)
            self.label.setCurrentIndex(max(0, self.label.findData(chosen)))
        for widget in (self.label, self.at_least):
            widget.setEnabled(bool(schema.labels))
        if self.label_id != chosen and chosen is not None:
            self.changed.emit()

    def show_count(self, shown: int, total: int) -> None:
        """Show how many images are in view."""
        locale = QLocale()
        text = locale.toString(shown)
        if shown != total:
            text = self.tr("{0} of {1}").format(text, locale.toString(total))
        self.count.setText(text)
        self.count.setAccessibleName(self.tr("{0} images").format(text))

    def show_stale(self, count: int) -> None:
        """Offer to bring the view up to date: so many images would come, go or move."""
        self.refresh.setVisible(count > 0)
        self.refresh.setText(self.tr("Update view ({0})").format(QLocale().toString(count)))

    def reset(self) -> None:
        """Show everything again, for another project."""
        with QSignalBlocker(self.search), QSignalBlocker(self.at_least):
            self.search.clear()
            self.at_least.setValue(0.0)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    @Slot(bool)
    def _turn(self, descending: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if descending else Qt.ArrowType.UpArrow
        self.descending.setArrowType(arrow)
        self.changed.emit()


class SearchField(EscapableLine):
    """Paths to look for. Enter goes on to the images, Escape clears first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("Find in paths (Ctrl+F)"))
        self.setAccessibleName(self.tr("Find in paths"))
        self.setClearButtonEnabled(True)

    @Slot()
    def start(self) -> None:
        """Put the cursor here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)
