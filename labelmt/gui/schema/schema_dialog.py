"""Edit > Tasks and labels: the schema in one place, every edit live and undoable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.action_titles import told_title
from labelmt.domain.schema import Label, Schema, Task
from labelmt.formats.base import SchemaFormat
from labelmt.formats.registry import readable, suffixes, writable
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.remembered_places import Purpose, begin_in, remember
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.labelling.panel.label_adder import LabelAdder
from labelmt.gui.schema.edit_descriptions import told
from labelmt.gui.schema.edit_requests import SchemaRequests
from labelmt.gui.schema.schema_editor import SchemaEditor, SchemaState
from labelmt.gui.schema.schema_side_panel import SchemaSide
from labelmt.gui.schema.schema_tree import SchemaTree
from labelmt.gui.widgets.file_patterns import patterns
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.notices import NoticeBar, describe
from labelmt.gui.widgets.template_menu import template_menu
from labelmt.project.schema.schema_files import (
    export_schema,
    import_schema,
    import_template,
)


class SchemaDialog(FittingDialog):
    """Shows the project's schema, archived parts included, and asks the editor for changes.

    Args:
        describe: id of a label whose description is to be typed first.
    """

    def __init__(
        self,
        session: ProjectSession,
        loader: ThumbnailLoader,
        parent: QWidget | None = None,
        *,
        describe: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tasks and labels"))
        self._session = session
        self.editor = SchemaEditor(session, self)
        self.schema = Schema()
        self.notices = NoticeBar()
        self.tree = SchemaTree()
        self.adder = LabelAdder()
        self.adder.name.setPlaceholderText(self.tr("Add a label"))
        self.requests = SchemaRequests(self.editor, self.tree, self.adder, self)
        self.side = SchemaSide(loader)
        self._describe = describe
        self._examples: Mapping[int, str] = {}
        self.status = QLabel()
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.undo = self._action(self.tr("Undo"), QKeySequence(QKeySequence.StandardKey.Undo))
        self.redo = self._action(
            self.tr("Redo"), QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")
        )
        self.templates = QPushButton(self.tr("Start from"))
        self.templates.setMenu(template_menu(self.start_from, self))
        self.import_file = QPushButton(self.tr("Import…"))
        self.export_file = QPushButton(self.tr("Export…"))
        self._undo_button = QPushButton(self.tr("Undo"))
        self._redo_button = QPushButton(self.tr("Redo"))
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect_editor()
        self._connect_views()
        self._show_history(None, None)
        self._show_current()
        self.tree.setFocus()
        self.editor.refresh()

    def _action(self, text: str, *keys: QKeySequence) -> QAction:
        action = QAction(text, self)
        action.setShortcuts(list(keys))
        self.addAction(action)
        return action

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
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what has the focus
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
        self.resize(unit * 150, line * 46)

    def _connect_editor(self) -> None:
        editor = self.editor
        editor.shown.connect(self._show)
        editor.done.connect(lambda title, counts: self._tell(told(told_title(title), counts)))
        editor.failed.connect(lambda error: self.notices.tell(describe(error)))
        self.undo.triggered.connect(editor.undo)
        self.redo.triggered.connect(editor.redo)
        self._undo_button.clicked.connect(editor.undo)
        self._redo_button.clicked.connect(editor.redo)

    def _connect_views(self) -> None:
        tree, side, model, ask = self.tree, self.side, self.tree.schema_model, self.requests
        tree.current_changed.connect(self._show_current)
        tree.step_asked.connect(ask.step)
        tree.delete_asked.connect(ask.delete)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._open_menu)
        model.rename_asked.connect(ask.rename)
        model.labels_dropped.connect(ask.move_labels)
        model.task_dropped.connect(ask.move_task)
        self.adder.label_typed.connect(ask.add_label)
        self.adder.task_typed.connect(ask.add_task)
        self.adder.left.connect(tree.setFocus)
        ask.told.connect(self._tell)
        ask.declined.connect(self._show_current)
        form = side.form
        form.color_chosen.connect(lambda color: ask.edit(color=color))
        form.key_chosen.connect(lambda key: ask.edit(shortcut=key, take_shortcut=True))
        form.synonyms_typed.connect(lambda names: ask.edit(synonyms=names))
        form.parents_chosen.connect(ask.set_parents)
        form.description.typed.connect(lambda text: ask.edit(description=text))
        form.examples.removed.connect(ask.remove_examples)
        side.rename.clicked.connect(tree.edit_current)
        side.up.clicked.connect(lambda: ask.step(-1))
        side.down.clicked.connect(lambda: ask.step(1))
        side.merge.clicked.connect(ask.merge)
        side.archive.clicked.connect(ask.archive)
        side.unlabelled_absent.clicked.connect(ask.set_unlabelled_absent)
        side.delete.clicked.connect(ask.delete)
        self.import_file.clicked.connect(self._ask_for_file)
        self.export_file.clicked.connect(self._ask_where)
        self.close_button.clicked.connect(self.accept)

    # Showing

    @Slot(object)
    def _show(self, state: SchemaState) -> None:
        self.schema = state.schema
        self._examples = state.examples
        self.tree.show_schema(state.schema, state.counts)
        self.adder.set_tasks(state.schema.tasks)
        self.side.tasks_menu.clear()
        for task in state.schema.tasks:
            action = self.side.tasks_menu.addAction(task.name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, to=task.id: self.requests.move_selected(to))
        self._show_current()
        self._show_history(state.undo_title, state.redo_title)
        if self._describe in state.schema.columns:
            self.tree.choose(state.schema.label(self._describe))
            self.side.form.description.setFocus()
            self._describe = None

    def done(self, result: int) -> None:
        """What is being typed counts."""
        self.side.form.description.take()
        super().done(result)

    def _show_history(self, undo: str | None, redo: str | None) -> None:
        for action, button, title in (
            (self.undo, self._undo_button, undo),
            (self.redo, self._redo_button, redo),
        ):
            action.setEnabled(title is not None)
            button.setEnabled(title is not None)
            button.setToolTip(plain_tip(told_title(title) if title else ""))

    @Slot()
    def _show_current(self) -> None:
        current, chosen = self.tree.current_item(), self.tree.selected_items()
        if isinstance(current, Task | Label):
            self.adder.type_into(current.id if isinstance(current, Task) else current.task_id)
        count = self.tree.schema_model.count
        labels = {one.id: one for item in chosen for one in _labels_in(item)}
        annotations = sum(map(count, labels.values()))
        self.side.show_items(current, chosen, self.schema, annotations, self._examples)
        own = {one.task_id for one in self.tree.selected_labels()}
        for action, task in zip(self.side.tasks_menu.actions(), self.schema.tasks, strict=False):
            action.setEnabled(own != {task.id})

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        """What the buttons do, where the mouse is."""
        if not self.tree.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self.side.buttons():
            if button is self.side.to_task:
                action = menu.addMenu(self.side.tasks_menu)
                action.setText(button.text())
            else:
                action = menu.addAction(button.text())
                action.triggered.connect(button.click)
            action.setEnabled(button.isEnabled())
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def _tell(self, text: str) -> None:
        self.status.setText(text)

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
            # The file dialog has asked already whether one that is there may be replaced.
            lambda project: export_schema(project, file, overwrite=True),
            lambda _: self._tell(self.tr("Written: {0}").format(file)),
            lambda error: self.notices.tell(describe(error)),
        )

    @Slot()
    def _ask_for_file(self) -> None:
        dialog = self._file_dialog(self.tr("Import a schema"), readable(SchemaFormat))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.import_from(Path(name)))
        dialog.open()

    @Slot()
    def _ask_where(self) -> None:
        dialog = self._file_dialog(self.tr("Export the schema"), writable(SchemaFormat))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ending = suffixes(writable(SchemaFormat))[0]
        dialog.setDefaultSuffix(ending.lstrip("."))
        dialog.selectFile(f"schema{ending}")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def _file_dialog(self, title: str, formats: Sequence[SchemaFormat]) -> QFileDialog:
        dialog = QFileDialog(self, title)
        schemas = self.tr("Schemas ({0})").format(patterns(formats))
        dialog.setNameFilters([schemas, self.tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(str(begin_in(Purpose.SCHEMA)))
        dialog.fileSelected.connect(lambda name: remember(Purpose.SCHEMA, Path(name)))
        return dialog


def _labels_in(item: Task | Label) -> tuple[Label, ...]:
    return item.labels if isinstance(item, Task) else (item,)
