"""The schema editor's buttons and keys as commands, confirmed where it matters."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.gui.labelling.panel.label_adder import LabelAdder
from labelmt.gui.labelling.panel.label_picker import LabelPicker
from labelmt.gui.schema.edit_descriptions import consequences, question
from labelmt.gui.schema.schema_editor import SchemaEditor
from labelmt.gui.schema.schema_tree import SchemaTree
from labelmt.project.commands import commands
from labelmt.project.schema.affected_counts import AffectedCounts


class SchemaRequests(QObject):
    """Turns requests on what is selected in the tree into commands for the editor."""

    told = Signal(str)
    """A hint."""
    declined = Signal()
    """A question was answered with no: what shows the wish goes back."""

    def __init__(
        self, editor: SchemaEditor, tree: SchemaTree, adder: LabelAdder, window: QWidget
    ) -> None:
        super().__init__(window)
        self._window = window
        self._editor = editor
        self._tree = tree
        self._adder = adder
        editor.question.connect(self._confirm)

    @property
    def _schema(self) -> Schema:
        return self._tree.schema_model.schema

    def edit(
        self,
        color: str | None = None,
        shortcut: str | None = None,
        synonyms: tuple[str, ...] | None = None,
        take_shortcut: bool = False,
        description: str | None = None,
    ) -> None:
        label = self._tree.current_item()
        if isinstance(label, Label):
            self._editor.apply(
                commands.EditLabel(
                    label.id, None, color, shortcut, synonyms, take_shortcut, description
                )
            )

    @Slot(object)
    def remove_examples(self, rows: tuple[int, ...]) -> None:
        """Let images no longer be examples of the current label."""
        label = self._tree.current_item()
        if isinstance(label, Label):
            self._editor.apply(commands.SetExamples(label.id, rows, chosen=False))

    @Slot(object, str)
    def rename(self, item: Task | Label, name: str) -> None:
        if isinstance(item, Task):
            self._editor.apply(commands.RenameTask(item.id, name))
        else:
            self._editor.apply(commands.EditLabel(item.id, name=name))

    @Slot(str, object)
    def add_label(self, name: str, task_id: int | None) -> None:
        if task_id is None:
            self._adder.restore(name)
            self._adder.start_task()
            self.told.emit(self.tr("A label needs a task first."))
        else:
            self._editor.apply(commands.CreateLabel(task_id, name))

    @Slot(str, object)
    def add_task(self, name: str, kind: TaskKind) -> None:
        self._editor.apply(commands.CreateTask(name, kind))

    @Slot(int, int)
    def move_task(self, task_id: int, to: int) -> None:
        self._editor.apply(commands.MoveTask(task_id, to))

    @Slot(object, int, object)
    def move_labels(self, label_ids: tuple[int, ...], task_id: int, to: int | None) -> None:
        command = commands.MoveLabels(label_ids, task_id, to)
        if all(self._schema.label(one).task_id == task_id for one in label_ids):
            self._editor.apply(command)
        else:
            self._editor.ask(command)

    def move_selected(self, task_id: int) -> None:
        self.move_labels(tuple(one.id for one in self._tree.selected_labels()), task_id, None)

    @Slot(int)
    def step(self, step: int) -> None:
        """Move what is selected one place up or down in its task."""
        if self._editor.busy:
            return  # the next press sees where it went
        labels = self._tree.selected_labels()
        if labels:
            task = self._schema.task(labels[0].task_id)
            ids = [one.id for one in labels if one.task_id == task.id]
            order = [one.id for one in task.labels]
            first = order.index(ids[0])
            to = sum(one not in ids for one in order[:first]) + step
            self._editor.apply(commands.MoveLabels(tuple(ids), task.id, max(0, to)))
            return
        item = self._tree.current_item()
        if isinstance(item, Task):
            place = [task.id for task in self._schema.tasks].index(item.id)
            self._editor.apply(commands.MoveTask(item.id, max(0, place + step)))

    @Slot(object)
    def set_parents(self, parents: tuple[int, ...]) -> None:
        label = self._tree.current_item()
        if isinstance(label, Label):
            self._editor.ask(commands.SetParents(label.id, parents))

    @Slot(bool)
    def set_unlabelled_absent(self, on: bool) -> None:
        """Read what is unlabelled in the current task as absent, or as unknown."""
        task = self._tree.current_item()
        if isinstance(task, Task):
            self._editor.apply(commands.SetUnlabelledAbsent(task.id, on))

    @Slot()
    def merge(self) -> None:
        labels = self._tree.selected_labels()
        ids = [one.id for one in labels]
        current = self._tree.current_item()
        names = labels[0].name if len(labels) == 1 else QLocale().toString(len(labels))
        what = self.tr("Which label is to stand for “{0}” as well?")
        if len(labels) > 1:
            what = self.tr("Which label is to stand for the {0} selected ones?")
        first = current.id if len(ids) > 1 and isinstance(current, Label) else None
        but = ids if len(ids) == 1 else []
        picker = LabelPicker(what.format(names), self._schema, but, first, self._window)
        picker.setWindowTitle(self.tr("Merge labels"))
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def merge() -> None:
            if picker.label_id is not None:
                gone = tuple(one for one in ids if one != picker.label_id)
                self._editor.ask(commands.MergeLabels(gone, picker.label_id))

        picker.accepted.connect(merge)
        picker.open()

    @Slot()
    def archive(self) -> None:
        items = self._tree.selected_items()
        archived = not all(one.archived for one in items)
        labels = tuple(one.id for one in items if isinstance(one, Label))
        if labels:
            self._editor.apply(commands.ArchiveLabels(labels, archived))
        elif items:
            self._editor.apply(commands.ArchiveTask(items[0].id, archived))

    @Slot()
    def delete(self) -> None:
        labels = tuple(one.id for one in self._tree.selected_labels())
        item = self._tree.current_item()
        if labels:
            self._editor.ask(commands.DeleteLabels(labels))
        elif isinstance(item, Task):
            self._editor.ask(commands.DeleteTask(item.id))

    @Slot(object, object)
    def _confirm(self, command: commands.ProjectCommand, counts: AffectedCounts) -> None:
        """Ask where annotations are touched; what touches none is done at once."""
        harmless = isinstance(command, commands.SetParents | commands.MoveLabels)
        if harmless and not (counts.conflicts or counts.implied):
            self._editor.apply(command)
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self._window.windowTitle())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question(command, self._schema))
        box.setInformativeText(consequences(command, counts, self._schema))
        verb = self.tr("Delete") if _deletes(command) else self.tr("Go on")
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel if _deletes(command) else yes)

        def finish() -> None:
            if box.clickedButton() is yes:
                self._editor.apply(command)
            else:
                self.declined.emit()
            box.deleteLater()

        box.finished.connect(finish)
        box.open()


def _deletes(command: commands.ProjectCommand) -> bool:
    return isinstance(command, commands.DeleteTask | commands.DeleteLabels)
