"""The text field that adds labels and tasks in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import NAME_LIMIT, Task, TaskKind
from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.gui.widgets.escapable_line import EscapableLine


class LabelAdder(QWidget):
    """A field for a label's name, the task it goes to, and a form for a new task."""

    label_typed = Signal(str, object)
    """Name, and the id of the task it goes to; None where there is no task yet."""
    task_typed = Signal(str, object)
    """Name and TaskKind."""
    left = Signal()
    """Escape was pressed: the focus goes back to the images."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = EscapableLine()
        self.name.setPlaceholderText(self.tr("Add a label"))
        self.name.setAccessibleName(self.tr("Name of the new label"))
        self.name.setMaxLength(NAME_LIMIT)
        self.task = QComboBox()
        self.task.setAccessibleName(self.tr("Task of the new label"))
        self.task.setToolTip(self.tr("The task that the new label goes to"))
        self.task.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.task.setMinimumContentsLength(6)
        self.new_task = QPushButton(self.tr("Add a task…"))
        self.new_task.setFlat(True)
        self.new_task.setCheckable(True)
        self.form = TaskForm()
        self.form.hide()
        line = QHBoxLayout()
        line.addWidget(self.name, 3)
        line.addWidget(self.task, 2)
        layout = QVBoxLayout(self)
        side = self.fontMetrics().height() // 2
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(MEDIUM)
        layout.addLayout(line)
        layout.addWidget(self.form)
        layout.addWidget(self.new_task, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout = layout
        self.name.returnPressed.connect(self.type_label)
        self.new_task.toggled.connect(self._show_form)
        self.form.typed.connect(self._type_task)
        self.form.left.connect(lambda: self.new_task.setChecked(False))
        self.name.left.connect(self.left)
        self.set_tasks(())

    def set_tasks(self, tasks: Sequence[Task]) -> None:
        """Offer these tasks; the chosen one stays chosen, a new one becomes it."""
        before = {self.task.itemData(i) for i in range(self.task.count())}
        chosen = self.task.currentData()
        fresh = [task.id for task in tasks if task.id not in before]
        self.task.clear()
        for task in tasks:
            self.task.addItem(task.name, task.id)
        wanted = fresh[-1] if before and fresh else chosen
        self.task.setCurrentIndex(max(0, self.task.findData(wanted)))
        self.task.setVisible(len(tasks) > 1)

    def insert_above(self, widget: QWidget) -> None:
        """Put a widget above the field."""
        self._layout.insertWidget(0, widget)

    def type_into(self, task_id: int) -> None:
        """Choose the task that the next label goes to."""
        found = self.task.findData(task_id)
        if found >= 0:
            self.task.setCurrentIndex(found)

    def restore(self, name: str) -> None:
        """Give a name back that could not be used, to be corrected."""
        if not self.name.text():
            self.name.setText(name)

    @Slot()
    def start(self) -> None:
        """Put the cursor into the field."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def start_task(self) -> None:
        """Open the form for a new task."""
        self.new_task.setChecked(True)
        self.form.start()

    @Slot()
    def type_label(self) -> None:
        """Ask for a label of the name in the field."""
        if self.name.text().strip():
            self.label_typed.emit(self.name.text(), self.task.currentData())
            self.name.clear()

    @Slot(bool)
    def _show_form(self, shown: bool) -> None:
        self.form.setVisible(shown)
        self.new_task.setVisible(not shown)
        if shown:
            self.form.start()
        else:
            self.left.emit()

    @Slot(str, object)
    def _type_task(self, name: str, kind: TaskKind) -> None:
        self.task_typed.emit(name, kind)
        self.new_task.setChecked(False)
        self.start()


class TaskForm(QWidget):
    """A task's name and whether an image has any number of its labels or exactly one."""

    typed = Signal(str, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = EscapableLine()
        self.name.setPlaceholderText(self.tr("Name of the task"))
        self.name.setAccessibleName(self.tr("Name of the new task"))
        self.name.setMaxLength(NAME_LIMIT)
        self.any_number = QRadioButton(self.tr("any number of labels per image"))
        self.exactly_one = QRadioButton(self.tr("exactly one label per image"))
        self.any_number.setChecked(True)
        self.add = QPushButton(self.tr("Add task"))
        cancel = QPushButton(self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        for widget in (self.name, self.any_number, self.exactly_one):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.name.returnPressed.connect(self._type)
        self.add.clicked.connect(self._type)
        self.name.left.connect(self.left)
        cancel.clicked.connect(self.left)

    def start(self) -> None:
        self.name.clear()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds the task from its radio buttons, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._type()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _type(self) -> None:
        if self.name.text().strip():
            kind = TaskKind.MULTICLASS if self.exactly_one.isChecked() else TaskKind.MULTILABEL
            self.typed.emit(self.name.text(), kind)
