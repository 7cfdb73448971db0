"""How a file of labels is read: its format, and of a table separator, encoding and columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QMenu, QPushButton, QWidget

from labelmt.formats.base import AnnotationFormat, Heeds
from labelmt.formats.text_encoding import ENCODINGS
from labelmt.gui.widgets.tab_order import tab_through

COLUMNS_OFFERED = 60
"""More are no choice to be made one by one."""


class ReadingBoxes(QWidget):
    """Shows of these what the format heeds; ``changed`` when a person has chosen another.

    Args:
        format: the box of formats, which is put first; its choices are its owner's.
    """

    changed = Signal()

    def __init__(self, format: QComboBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heeds = Heeds.NOTHING
        self.separator_box = choice_box(
            (self.tr("guessed"), ""),
            (self.tr("comma ,"), ","),
            (self.tr("semicolon ;"), ";"),
            (self.tr("tab"), "\t"),
            (self.tr("vertical bar |"), "|"),
            (self.tr("space"), " "),
        )
        self.encoding_box = choice_box(
            ("UTF-8", ""), *((name.upper(), name) for name in ENCODINGS[1:])
        )
        self.path_box = choice_box((self.tr("guessed"), ""))
        self.columns_button = QPushButton()
        self._menu = _StayingMenu(self.columns_button)
        self.columns_button.setMenu(self._menu)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        format.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.path_box.setSizeAdjustPolicy(format.sizeAdjustPolicy())
        for box in (format, self.path_box):
            box.setMinimumContentsLength(18)
        self._labels = {
            widget: self._add(title, widget, row, place)
            for title, widget, row, place in (
                (self.tr("Format"), format, 0, 0),
                (self.tr("Images are named in"), self.path_box, 1, 0),
                (self.tr("Separator"), self.separator_box, 0, 2),
                (self.tr("Columns"), self.columns_button, 1, 2),
                (self.tr("Encoding"), self.encoding_box, 2, 0),
            )
        }
        self.order: tuple[QWidget, ...] = (
            format, self.separator_box, self.path_box, self.columns_button, self.encoding_box,
        )  # fmt: skip
        """As Tab goes through them."""
        tab_through(*self.order)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(3, 2)
        for box in (self.separator_box, self.encoding_box):
            box.currentIndexChanged.connect(self.forget)  # the columns are others
            box.currentIndexChanged.connect(self.changed)
        self.path_box.currentIndexChanged.connect(self.changed)
        self._name_columns()
        self.show_for(None)

    @property
    def separator(self) -> str:
        return str(self.separator_box.currentData()) if Heeds.SEPARATOR in self._heeds else ""

    @property
    def encoding(self) -> str:
        return str(self.encoding_box.currentData()) if Heeds.ENCODING in self._heeds else ""

    @property
    def path_column(self) -> str:
        return str(self.path_box.currentData()) if Heeds.COLUMNS in self._heeds else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that are to be read; none: all of them."""
        actions = self._menu.actions()
        if Heeds.COLUMNS not in self._heeds or all(one.isChecked() for one in actions):
            return ()
        return tuple(str(one.data()) for one in actions if one.isChecked())

    def show_for(self, format: AnnotationFormat | None) -> None:
        """Show what a format heeds; what it does not is not asked for."""
        self._heeds = Heeds.NOTHING if format is None else format.heeds
        self._show(Heeds.COLUMNS in self._heeds)

    def show_header(self, names: Sequence[str], path: str) -> None:
        """Offer the columns of a table; what was chosen stays where it is there."""
        with QSignalBlocker(self.path_box):
            chosen = self.path_box.currentData()
            if [self.path_box.itemData(row) for row in range(1, self.path_box.count())] != list(
                names
            ):
                while self.path_box.count() > 1:
                    self.path_box.removeItem(1)
                for name in names:
                    self.path_box.addItem(name, name)
                self.path_box.setCurrentIndex(max(0, self.path_box.findData(chosen)))
            if not chosen:
                told = self.tr("{0} (guessed)").format(path) if path else self.tr("guessed")
                self.path_box.setItemText(0, told)
        offered = [name for name in names if name != path]
        if len(offered) > COLUMNS_OFFERED:
            offered = []
        if [one.data() for one in self._menu.actions()] != offered:
            wanted = self.columns
            self._menu.clear()
            for name in offered:
                action = self._menu.addAction(name.replace("&", "&&"))
                action.setData(name)
                action.setCheckable(True)
                action.setChecked(not wanted or name in wanted)
                action.toggled.connect(self._take_columns)
            self._name_columns()
        self._show(Heeds.COLUMNS in self._heeds)

    @Slot()
    def forget(self) -> None:
        """Another table is read: columns that were chosen are of no use to it."""
        with QSignalBlocker(self.path_box):
            self.path_box.setCurrentIndex(0)
            while self.path_box.count() > 1:
                self.path_box.removeItem(1)
        self._menu.clear()

    @Slot()
    def _take_columns(self) -> None:
        actions: list[QAction] = self._menu.actions()
        if not any(one.isChecked() for one in actions):
            actions[0].setChecked(True)  # without any, all would be read
            return
        self._name_columns()
        self.changed.emit()

    def _name_columns(self) -> None:
        actions = self._menu.actions()
        chosen = sum(one.isChecked() for one in actions)
        all_of_them = chosen == len(actions)
        self.columns_button.setText(
            self.tr("all") if all_of_them else self.tr("{0} of {1}").format(chosen, len(actions))
        )

    def _show(self, table: bool) -> None:
        for widget, shown in (
            (self.path_box, table and self.path_box.count() > 1),
            (self.columns_button, table and bool(self._menu.actions())),
            (self.separator_box, Heeds.SEPARATOR in self._heeds),
            (self.encoding_box, Heeds.ENCODING in self._heeds),
        ):
            widget.setVisible(shown)
            self._labels[widget].setVisible(shown)

    def _add(self, title: str, widget: QWidget, row: int, place: int) -> QLabel:
        label = QLabel(title)
        label.setBuddy(widget)
        widget.setAccessibleName(title)
        self._grid.addWidget(label, row, place)
        self._grid.addWidget(widget, row, place + 1)
        return label


class _StayingMenu(QMenu):
    """Stays open while its entries are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


def choice_box(*choices: tuple[str, object]) -> QComboBox:
    """A box of titles, and what each of them means."""
    box = QComboBox()
    for title, choice in choices:
        box.addItem(title, choice)
    return box
