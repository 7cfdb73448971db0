"""Schema edits from the label panel: add, rename, recolour, set a key, delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.domain.changes import Changes
from labelmt.domain.schema import Label, Task, TaskKind
from labelmt.gui.core.action_queue import ActionQueue
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.labelling.panel.label_panel import LabelPanel
from labelmt.gui.schema.schema_dialog import SchemaDialog
from labelmt.project.commands.commands import (
    CreateLabel,
    CreateTask,
    DeleteLabel,
    DeleteTask,
    EditLabel,
    RenameTask,
)


class SchemaEditing(ProjectPart):
    """Turns what is asked for in the label panel into commands; opens the dialog for the rest."""

    label_to_mark = Signal(int)
    """Id of a label that has just been made for the selected images."""

    def __init__(
        self,
        session: ProjectSession,
        panel: LabelPanel,
        loader: ThumbnailLoader,
        commands: Actions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._session = session
        self._loader = loader
        self._panel = panel
        self._project_view: ProjectView | None = None
        self._turns = ActionQueue()
        commands.edit_schema.triggered.connect(lambda: self.show_dialog())
        panel.describe_asked.connect(self.show_dialog)
        panel.adder.label_typed.connect(self.add_label)
        panel.adder.task_typed.connect(self.add_task)
        panel.rename_asked.connect(self.rename)
        panel.recolor_asked.connect(self.recolor)
        panel.key_asked.connect(self.set_key)
        panel.delete_asked.connect(self.delete)

    @property
    def first_task(self) -> str:
        """What the task is called that the first label brings."""
        return self.tr("labels")

    def set_project(self, project_view: ProjectView | None) -> None:
        self._project_view = project_view
        self._turns.clear()

    @Slot(int)
    def show_dialog(self, describe: int | None = None) -> None:
        """Open the dialog of tasks and labels.

        Args:
            describe: the label whose description is to be typed.
        """
        dialog = SchemaDialog(self._session, self._loader, self._window, describe=describe)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str, object)
    def add_label(self, name: str, task_id: int | None, *, marks: bool = False) -> None:
        """Add a label; the first one brings a task that takes any number of labels.

        Args:
            marks: whether the selected images are marked with it, if any are.
        """
        self._turns.add(lambda done: self._add_label(name, task_id, done, marks=marks))

    def _add_label(
        self, name: str, task_id: int | None, done: Callable[[], None], *, marks: bool
    ) -> None:
        def failed(error: Exception) -> None:
            done()
            self._panel.adder.restore(name)
            self._session.failed.emit(error)

        def into(task: int) -> None:
            before = set(self._project_view.schema.columns) if self._project_view else set()
            self._session.apply(CreateLabel(task, name), lambda _changes: made(before), failed)

        def made(before: set[int]) -> None:
            done()
            labels = self._project_view.schema.label_ids if self._project_view else ()
            for label_id in labels:
                if marks and label_id not in before:
                    self.label_to_mark.emit(label_id)

        def into_first(_changes: Changes | None = None) -> None:
            if self._project_view is not None and self._project_view.schema.tasks:
                into(self._project_view.schema.tasks[0].id)

        if task_id is not None:
            into(task_id)
        elif self._project_view is not None and self._project_view.schema.tasks:
            into_first()
        else:
            task = CreateTask(self.first_task, TaskKind.MULTILABEL)
            self._session.apply(task, into_first, failed)

    @Slot(str, object)
    def add_task(self, name: str, kind: TaskKind) -> None:
        self._session.apply(CreateTask(name, kind))

    @Slot(object, str)
    def rename(self, item: Task | Label, name: str) -> None:
        if isinstance(item, Task):
            self._session.apply(RenameTask(item.id, name))
        else:
            self._session.apply(EditLabel(item.id, name=name))

    @Slot(int, str)
    def recolor(self, label_id: int, color: str) -> None:
        self._session.apply(EditLabel(label_id, color=color))

    @Slot(int, str)
    def set_key(self, label_id: int, key: str) -> None:
        self._session.apply(EditLabel(label_id, shortcut=key, take_shortcut=True))

    @Slot(object)
    def delete(self, item: Task | Label) -> None:
        """Ask with the number of annotations that would go, then delete."""
        labels = item.labels if isinstance(item, Task) else (item,)
        ids = tuple(label.id for label in labels)
        self._session.run(
            lambda project: project.annotation_count(ids),
            lambda count: self._ask_and_delete(item, count),
        )

    def _ask_and_delete(self, item: Task | Label, count: int) -> None:
        what = self.tr("Delete the label “{0}”?")
        if isinstance(item, Task):
            what = self.tr("Delete the task “{0}” with its labels?")
        told = self.tr("{0} annotations go with it. You can undo this.")
        if count < 2:
            told = self.tr("One annotation goes with it. You can undo this.")
        if not count:
            told = self.tr("It has no annotations.")
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Delete"))
        box.setText(what.format(item.name))
        box.setInformativeText(told.format(QLocale().toString(count)))
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def finish() -> None:
            if box.clickedButton() is delete:
                task = isinstance(item, Task)
                self._session.apply(DeleteTask(item.id) if task else DeleteLabel(item.id))
            box.deleteLater()

        box.finished.connect(finish)
        box.open()
