"""Edit > Tasks and labels: the schema in one place, every edit live and undoable."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.tasks import Label, Schema, Task, TaskKind
from labelmt.gui.errors import NoticeBar, describe
from labelmt.gui.label_adder import LabelAdder
from labelmt.gui.label_picker import LabelPicker
from labelmt.gui.schema_editor import SchemaEditor, SchemaState
from labelmt.gui.schema_side import SchemaSide
from labelmt.gui.schema_tree import SchemaTree
from labelmt.gui.schema_words import consequences, question, told
from labelmt.gui.session import ProjectSession
from labelmt.project import commands
from labelmt.project.schema_files import TEMPLATES, export_schema, import_schema, import_template
from labelmt.project.touched import Touched


class SchemaDialog(QDialog):
    """Shows the project's schema, archived parts included, and asks the editor for changes."""

    def __init__(self, session: ProjectSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tasks and labels"))
        self._session = session
        self.editor = SchemaEditor(session, self)
        self.schema = Schema()
        self.notices = NoticeBar()
        self.tree = SchemaTree()
        self.adder = LabelAdder()
        self.side = SchemaSide()
        self.status = QLabel()
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.undo = self._action(self.tr("Undo"), QKeySequence(QKeySequence.StandardKey.Undo))
        self.redo = self._action(
            self.tr("Redo"), QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")
        )
        self.templates = QPushButton(self.tr("Start from"))
        self.templates.setMenu(self._template_menu())
        self.import_file = QPushButton(self.tr("Import…"))
        self.export_file = QPushButton(self.tr("Export…"))
        self._undo_button = QPushButton(self.tr("Undo"))
        self._redo_button = QPushButton(self.tr("Redo"))
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect_editor()
        self._connect_views()
        self._show_current()
        self.tree.setFocus()
        self.editor.refresh()

    def _action(self, text: str, *keys: QKeySequence) -> QAction:
        action = QAction(text, self)
        action.setShortcuts(list(keys))
        self.addAction(action)
        return action

    def _template_menu(self) -> QMenu:
        menu = QMenu(self)
        names = {
            "photos": self.tr("Photos"),
            "products": self.tr("Products"),
            "aerial": self.tr("Aerial images"),
            "chest_xray": self.tr("Chest X-ray"),
            "driving": self.tr("Driving scene"),
        }
        for name in TEMPLATES:
            action = menu.addAction(names[name])
            action.setData(name)
            action.triggered.connect(lambda _=False, chosen=name: self.start_from(chosen))
        return menu

    def _lay_out(self) -> None:
        unit, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree, 1)
        column.addWidget(self.adder)
        scroll = QScrollArea()
        scroll.setWidget(self.side)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(self.side.minimumSizeHint().width() + line * 2)
        self.side.setContentsMargins(line // 2, 0, line // 2, 0)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(left)
        parts.addWidget(scroll)
        parts.setStretchFactor(0, 1)
        parts.setSizes([unit * 90, unit * 44])
        foot = QHBoxLayout()
        for button in (self.templates, self.import_file, self.export_file):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self._undo_button, self._redo_button, self.close_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notices)
        layout.addWidget(parts, 1)
        layout.addWidget(self.status)
        layout.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field adds what was typed there
        self.resize(unit * 140, line * 40)

    def _connect_editor(self) -> None:
        editor = self.editor
        editor.shown.connect(self._show)
        editor.done.connect(lambda title, counts: self._tell(told(title, counts)))
        editor.question.connect(self._confirm)
        editor.failed.connect(lambda error: self.notices.tell(describe(error)))
        self.undo.triggered.connect(editor.undo)
        self.redo.triggered.connect(editor.redo)
        self._undo_button.clicked.connect(editor.undo)
        self._redo_button.clicked.connect(editor.redo)

    def _connect_views(self) -> None:
        tree, side, model = self.tree, self.side, self.tree.schema_model
        tree.current_changed.connect(self._show_current)
        tree.step_asked.connect(self._step)
        tree.delete_asked.connect(self._delete)
        model.rename_asked.connect(self._rename)
        model.labels_dropped.connect(self._move_labels)
        model.task_dropped.connect(lambda one, to: self.editor.apply(commands.MoveTask(one, to)))
        self.adder.label_typed.connect(self._add_label)
        self.adder.task_typed.connect(self._add_task)
        self.adder.left.connect(tree.setFocus)
        side.form.color_chosen.connect(lambda color: self._edit(color=color))
        side.form.key_chosen.connect(lambda key: self._edit(shortcut=key, take_shortcut=True))
        side.form.synonyms_typed.connect(lambda names: self._edit(synonyms=names))
        side.form.parents_chosen.connect(self._set_parents)
        side.rename.clicked.connect(lambda: tree.edit(tree.currentIndex().siblingAtColumn(0)))
        side.up.clicked.connect(lambda: self._step(-1))
        side.down.clicked.connect(lambda: self._step(1))
        side.merge.clicked.connect(self._merge)
        side.archive.clicked.connect(self._archive)
        side.delete.clicked.connect(self._delete)
        self.import_file.clicked.connect(self._ask_for_file)
        self.export_file.clicked.connect(self._ask_where)
        self.close_button.clicked.connect(self.accept)

    # Showing

    @Slot(object)
    def _show(self, state: SchemaState) -> None:
        self.schema = state.schema
        self.tree.show_schema(state.schema, state.counts)
        self.adder.set_tasks(state.schema.tasks)
        self.side.tasks_menu.clear()
        for task in state.schema.tasks:
            action = self.side.tasks_menu.addAction(task.name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, to=task.id: self._move_selected(to))
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        current, chosen = self.tree.current_item(), self.tree.selected_items()
        if isinstance(current, Task | Label):
            self.adder.type_into(current.id if isinstance(current, Task) else current.task_id)
        count = self.tree.schema_model.count
        labels = {one.id: one for item in chosen for one in _labels_in(item)}
        self.side.show_items(current, chosen, self.schema, sum(map(count, labels.values())))
        own = {one.task_id for one in self.tree.selected_labels()}
        for action, task in zip(self.side.tasks_menu.actions(), self.schema.tasks, strict=False):
            action.setEnabled(own != {task.id})

    def _tell(self, text: str) -> None:
        self.status.setText(text)

    # Edits

    def _edit(
        self,
        color: str | None = None,
        shortcut: str | None = None,
        synonyms: tuple[str, ...] | None = None,
        take_shortcut: bool = False,
    ) -> None:
        label = self.tree.current_item()
        if isinstance(label, Label):
            self.editor.apply(
                commands.EditLabel(label.id, None, color, shortcut, synonyms, take_shortcut)
            )

    @Slot(object, str)
    def _rename(self, item: Task | Label, name: str) -> None:
        if isinstance(item, Task):
            self.editor.apply(commands.RenameTask(item.id, name))
        else:
            self.editor.apply(commands.EditLabel(item.id, name=name))

    @Slot(str, object)
    def _add_label(self, name: str, task_id: int | None) -> None:
        if task_id is None:
            self.adder.restore(name)
            self.adder.start_task()
            self._tell(self.tr("A label needs a task first."))
        else:
            self.editor.apply(commands.CreateLabel(task_id, name))

    @Slot(str, object)
    def _add_task(self, name: str, kind: TaskKind) -> None:
        self.editor.apply(commands.CreateTask(name, kind))

    @Slot(object, int, object)
    def _move_labels(self, label_ids: tuple[int, ...], task_id: int, to: int | None) -> None:
        command = commands.MoveLabels(label_ids, task_id, to)
        if all(self.schema.label(one).task_id == task_id for one in label_ids):
            self.editor.apply(command)
        else:
            self.editor.ask(command)

    def _move_selected(self, task_id: int) -> None:
        self._move_labels(tuple(one.id for one in self.tree.selected_labels()), task_id, None)

    @Slot(int)
    def _step(self, step: int) -> None:
        """Move what is selected one place up or down in its task."""
        if self.editor.busy:
            return  # the next press sees where it went
        labels = self.tree.selected_labels()
        if labels:
            task = self.schema.task(labels[0].task_id)
            ids = [one.id for one in labels if one.task_id == task.id]
            order = [one.id for one in task.labels]
            first = order.index(ids[0])
            to = sum(one not in ids for one in order[:first]) + step
            self.editor.apply(commands.MoveLabels(tuple(ids), task.id, max(0, to)))
            return
        item = self.tree.current_item()
        if isinstance(item, Task):
            place = [task.id for task in self.schema.tasks].index(item.id)
            self.editor.apply(commands.MoveTask(item.id, max(0, place + step)))

    @Slot(object)
    def _set_parents(self, parents: tuple[int, ...]) -> None:
        label = self.tree.current_item()
        if isinstance(label, Label):
            self.editor.ask(commands.SetParents(label.id, parents))

    @Slot()
    def _merge(self) -> None:
        labels = self.tree.selected_labels()
        ids = [one.id for one in labels]
        current = self.tree.current_item()
        names = labels[0].name if len(labels) == 1 else QLocale().toString(len(labels))
        what = self.tr("Which label is to stand for “{0}” as well?")
        if len(labels) > 1:
            what = self.tr("Which label is to stand for the {0} selected ones?")
        first = current.id if len(ids) > 1 and isinstance(current, Label) else None
        but = ids if len(ids) == 1 else []
        picker = LabelPicker(what.format(names), self.schema, but, first, self)
        picker.setWindowTitle(self.tr("Merge labels"))
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def merge() -> None:
            if picker.label_id is not None:
                gone = tuple(one for one in ids if one != picker.label_id)
                self.editor.ask(commands.MergeLabels(gone, picker.label_id))

        picker.accepted.connect(merge)
        picker.open()

    @Slot()
    def _archive(self) -> None:
        items = self.tree.selected_items()
        archived = not all(one.archived for one in items)
        labels = tuple(one.id for one in items if isinstance(one, Label))
        if labels:
            self.editor.apply(commands.ArchiveLabels(labels, archived))
        elif items:
            self.editor.apply(commands.ArchiveTask(items[0].id, archived))

    @Slot()
    def _delete(self) -> None:
        labels = tuple(one.id for one in self.tree.selected_labels())
        item = self.tree.current_item()
        if labels:
            self.editor.ask(commands.DeleteLabels(labels))
        elif isinstance(item, Task):
            self.editor.ask(commands.DeleteTask(item.id))

    @Slot(object, object)
    def _confirm(self, command: commands.ProjectCommand, counts: Touched) -> None:
        """Ask where annotations are touched; what touches none is done at once."""
        harmless = isinstance(command, commands.SetParents | commands.MoveLabels)
        if harmless and not (counts.conflicts or counts.implied):
            self.editor.apply(command)
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.windowTitle())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question(command, self.schema))
        box.setInformativeText(consequences(command, counts, self.schema))
        verb = self.tr("Delete") if _deletes(command) else self.tr("Go on")
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel if _deletes(command) else yes)

        def finish() -> None:
            if box.clickedButton() is yes:
                self.editor.apply(command)
            else:
                self._show_current()  # a box that was ticked goes back
            box.deleteLater()

        box.finished.connect(finish)
        box.open()

    # Files

    def start_from(self, template: str) -> None:
        """Add a template's tasks and labels."""
        self.editor.change(lambda project: import_template(project, template).changes)

    def import_from(self, file: Path) -> None:
        """Add and update tasks and labels from a YAML file."""
        self.editor.change(lambda project: import_schema(project, file).changes)

    def export_to(self, file: Path) -> None:
        """Write the schema to a YAML file."""
        self._session.run(
            lambda project: export_schema(project, file),
            lambda _: self._tell(self.tr("Written: {0}").format(file)),
            lambda error: self.notices.tell(describe(error)),
        )

    @Slot()
    def _ask_for_file(self) -> None:
        dialog = self._file_dialog(self.tr("Import a schema"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.import_from(Path(name)))
        dialog.open()

    @Slot()
    def _ask_where(self) -> None:
        dialog = self._file_dialog(self.tr("Export the schema"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("yaml")
        dialog.selectFile("schema.yaml")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setNameFilters([self.tr("Schemas (*.yaml *.yml)"), self.tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def _deletes(command: commands.ProjectCommand) -> bool:
    return isinstance(command, commands.DeleteTask | commands.DeleteLabels)


def _labels_in(item: Task | Label) -> tuple[Label, ...]:
    return item.labels if isinstance(item, Task) else (item,)
