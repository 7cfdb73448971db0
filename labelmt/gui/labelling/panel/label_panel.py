"""The panel on the right: what the selected images have of each label, and new labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from labelmt.domain.schema import Label, Schema
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.selection_summary import Summary
from labelmt.gui.labelling.disputes.dispute_box import DisputeBox
from labelmt.gui.labelling.panel.label_menu import LabelMenu
from labelmt.gui.labelling.panel.label_model import LabelModel
from labelmt.gui.labelling.panel.label_view import LabelView
from labelmt.gui.labelling.panel.marks_box import MarksBox
from labelmt.gui.labelling.panel.quick_label import QuickLabel
from labelmt.gui.labelling.suspects.suspect_box import SuspectBox
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label, line


class LabelPanel(QWidget):
    """Shows a Summary; asks for every change by a signal and shows it when it is done."""

    pressed_label = Signal(int, object)
    """Label id and the State asked for on the selection."""
    typed_label = Signal(int, object)
    """The same by its name, which takes nothing back."""
    rename_asked = Signal(object, str)
    recolor_asked = Signal(int, str)
    key_asked = Signal(int, str)
    """Label id and its new key, or nothing."""
    delete_asked = Signal(object)
    """A Task or Label."""
    sweep_asked = Signal(int)
    """Id of a label to sweep for."""
    describe_asked = Signal(int)
    """Id of a label whose meaning is to be written down."""
    current_changed = Signal()
    """Another label or task is the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("labelPanel")
        self.model = LabelModel(self)
        self.view = LabelView(self.model)
        self.adder = QuickLabel()
        self._title = bold_label(self.tr("Labels"))
        self._selected = QLabel()
        self._selected.setWordWrap(True)
        self._count = self._out_of_view = 0
        self._selected.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.key_sets = QToolButton()  # whose words begin where it does
        self.key_sets.setAutoRaise(True)
        self.key_sets.setToolTip(self.tr("Turn to the next set of label keys"))
        self.key_sets.hide()
        self._hint = QLabel(
            self.tr(
                "Type a name below and press Enter: it makes the first label and sets it on the "
                "selected images. From then on its key does."
            )
        )
        self._hint.setWordWrap(True)
        side = self.fontMetrics().height() // 2
        self._hint.setContentsMargins(side, side // 2, side, side)
        self._detail = QLabel()
        self._detail.setObjectName("provenance")
        self._detail.setWordWrap(True)
        self._detail.setMargin(side)
        self._detail.hide()
        self.suspects = SuspectBox()
        self.disputes = DisputeBox()
        self.marks = MarksBox()
        self._lay_out()
        self.view.selectionModel().currentChanged.connect(self._show_detail)
        self.view.selectionModel().currentChanged.connect(lambda: self.current_changed.emit())
        self.view.pressed_label.connect(self.pressed_label)
        self.adder.label_chosen.connect(self.typed_label)
        self.view.delete_asked.connect(self.delete_asked)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.model.rename_asked.connect(self.rename_asked)
        self.show_schema(Schema())
        self._show_count(0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        side = self.fontMetrics().height() // 2
        head.setContentsMargins(side, side, side, side // 2)
        head.addWidget(self._title)
        head.addWidget(self._selected, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.key_sets, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._hint)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._detail)
        layout.addWidget(self.suspects)
        layout.addWidget(self.disputes)
        layout.addWidget(line())
        layout.addWidget(self.marks)
        layout.addWidget(line())
        layout.addWidget(self.adder)
        as_ground(self, QPalette.ColorRole.Base)
        as_ground(self.adder, QPalette.ColorRole.Window)

    def take_actions(self, commands: Actions) -> None:
        """Do what the window's actions ask of tasks and labels."""
        commands.add_label.triggered.connect(self.adder.start)
        commands.add_task.triggered.connect(self.adder.start_task)
        commands.rename.triggered.connect(self.edit_current)
        commands.delete.triggered.connect(self.delete_current)

    def show_key_set(
        self, current: int, sets: Sequence[int], tasks: Sequence[str], key: str
    ) -> None:
        """Say which labels the keys mean, where there are more of them than keys.

        Args:
            key: turns to the next set; empty where none does.
            tasks: names of those whose labels have a key of the set.
        """
        self.model.set_key_set(current)
        whose = tasks[0] if len(tasks) == 1 else self.tr("several tasks")
        place = list(sets).index(current) + 1 if current in sets else 1
        text = self.tr("Keys: set {0} of {1}, {2}").format(place, len(sets), whose)
        self.key_sets.setText(f"{text} ({key})" if key else text)
        self.key_sets.setVisible(len(sets) > 1)

    def show_schema(self, schema: Schema) -> None:
        """Show other tasks and labels; what the selection has of them is still to come."""
        self.view.show_schema(schema)
        self.adder.set_tasks(schema.tasks)
        self._hint.setVisible(not schema.labels)

    @Slot(object)
    def show_summary(self, summary: Summary) -> None:
        """Show another selection, or the same one after a change."""
        self.model.set_summary(summary)
        self._show_count(summary.rows)

    @Slot(object)
    def show_provenance(self, details: Mapping[int, str]) -> None:
        """Show who asserted what of the one image selected, by label id."""
        self.model.set_details(details)
        self._show_detail()

    @Slot(bool)
    def hide_known(self, hidden: bool) -> None:
        """Hide what is known and predicted of images while a person is asked unaided."""
        self.model.hide_known(hidden)
        self._show_detail()

    @Slot()
    def _show_detail(self) -> None:
        """Of the current label: with many labels, a line for each would hide them."""
        label = self.current_label()
        detail = self.model.detail(label.id) if label is not None else ""
        text = f"{label.name} – {detail}" if label is not None and detail else ""
        self._detail.setText(text)
        self._detail.setAccessibleName(text)
        self._detail.setVisible(bool(text))

    @Slot(int)
    def show_out_of_view(self, rows: int) -> None:
        """Say how many of the selected images are not on the screen."""
        self._out_of_view = rows
        self._show_count(self._count)

    def _show_count(self, rows: int) -> None:
        self._count = rows
        number = QLocale().toString
        text = self.tr("{0} selected").format(number(rows)) if rows else self.tr("nothing selected")
        if rows > 1 and self._out_of_view:
            text = self.tr("{0} selected, {1} out of view")
            text = text.format(number(rows), number(min(rows, self._out_of_view)))
        self._selected.setText(text)

    def current_label(self) -> Label | None:
        """The label that was clicked or moved to last."""
        item = self.view.current_item()
        return item if isinstance(item, Label) else None

    @Slot()
    def edit_current(self) -> None:
        """Rename the current label or task in place."""
        index = self.view.currentIndex()
        if index.isValid():
            self.view.edit(index)

    @Slot()
    def delete_current(self) -> None:
        """Ask to delete the current label or task."""
        item = self.view.current_item()
        if item is not None:
            self.delete_asked.emit(item)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        item = self.model.item(index)
        if item is None:
            return
        self.view.setCurrentIndex(index)
        menu = LabelMenu(item, self.model.schema, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.rename.triggered.connect(self.edit_current)
        menu.delete.triggered.connect(lambda: self.delete_asked.emit(item))
        if isinstance(item, Label):
            menu.state_chosen.connect(lambda state: self.pressed_label.emit(item.id, state))
            menu.color_chosen.connect(lambda color: self.recolor_asked.emit(item.id, color))
            menu.sweep_chosen.connect(lambda: self.sweep_asked.emit(item.id))
            menu.describe_chosen.connect(lambda: self.describe_asked.emit(item.id))
            menu.key_chosen.connect(lambda key: self.key_asked.emit(item.id, key))
        menu.popup(self.view.viewport().mapToGlobal(place))
