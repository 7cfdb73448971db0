"""A combo box of a schema's tasks, with an entry for all of them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from labelmt.domain.schema import Schema

LEAST_LETTERS = 8
"""Of a name, where there is little room."""


class TaskChoice(QComboBox):
    """Offers the tasks that have labels.

    Args:
        name: what is chosen, for screen readers.
    """

    chosen = Signal(object)
    """Id of the task, None for all."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(LEAST_LETTERS)
        self.activated.connect(lambda _index: self.chosen.emit(self.currentData()))

    def show_tasks(self, schema: Schema, task_id: int | None, all_of_them: str, one: str) -> None:
        """Offer each task, or all of them; nobody is told.

        Args:
            task_id: the task that is chosen now, or None.
            one: the text of a task, with ``{0}`` for its name.
        """
        with QSignalBlocker(self):
            self.clear()
            self.addItem(all_of_them, None)
            for task in schema.tasks:
                if task.labels:
                    self.addItem(one.format(task.name), task.id)
            self.setCurrentIndex(max(0, self.findData(task_id)))
