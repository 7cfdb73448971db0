"""Labelling in bulk: copy, paste, repeat, going on by itself, the sweep and the history."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from labelmt.gui.app.workspace import Workspace
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.history.history_controller import HistoryController
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.panel.provenance_line import Provenance
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode
from labelmt.gui.widgets.notices import Notice
from labelmt.gui.widgets.toast import Toast
from labelmt.project.snapshot import Update


class LabellingParts(QObject):
    """Connects the actions for many images with the parts of the window that do them."""

    told = Signal(object)
    """Notice."""
    failed = Signal(object)

    def __init__(
        self,
        session: ProjectSession,
        commands: Actions,
        workspace: Workspace,
        labelling: SelectionAnnotator,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._commands = commands
        self._workspace = workspace
        self._browser = workspace.browser
        self._labelling = labelling
        self.toast = Toast(self._browser)
        self.sweep = SweepMode(workspace, self._browser, workspace.sweep_banner, labelling, self)
        self.history = HistoryController(session, labelling, [commands.undo, commands.redo], window)
        self.provenance = Provenance(session, self)
        self._connect()

    def _connect(self) -> None:
        do, labelling, sweep = self._commands, self._labelling, self.sweep
        menu = (
            do.copy_labels, do.paste_labels, do.paste_present, do.similar, do.show_file, do.trash,
        )  # fmt: skip
        for widget in self._browser.key_widgets():
            widget.addActions(menu)
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        do.copy_labels.triggered.connect(self._copy)
        do.paste_labels.triggered.connect(lambda: labelling.paste(present_only=False))
        do.paste_present.triggered.connect(lambda: labelling.paste(present_only=True))
        do.repeat.triggered.connect(labelling.repeat)
        do.accept_shown.triggered.connect(labelling.accept_shown)
        self._browser.accept_asked.connect(labelling.accept_shown)
        do.history.triggered.connect(self.history.show)
        do.sweep.triggered.connect(self._sweep)
        do.finish_sweep.triggered.connect(sweep.finish)
        sweep.shown.connect(do.finish_sweep.setEnabled)
        sweep.told.connect(self.toast.show_text)
        do.find.triggered.connect(sweep.leave)  # its field is behind the banner
        labelling.key_used.connect(self._go_on)
        labelling.told.connect(self.toast.show_text)
        self._workspace.panel.sweep_asked.connect(sweep.start)
        self._workspace.sidebar.picked.connect(sweep.leave)
        self._browser.selection_changed.connect(self._ask_provenance)
        self.provenance.found.connect(self._workspace.panel.show_provenance)
        sweep.no_label.connect(self._ask_for_label)
        sweep.failed.connect(self.failed)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self.sweep.set_project(project_view)
        self.history.set_project(project_view)
        self.provenance.set_project(project_view)

    def follow(self, update: Update) -> None:
        """Bring up to date what the project view has been brought up to date with."""
        self.sweep.follow(update)
        self.history.follow()
        if update.changes.annotations is not None or update.changes.schema:
            self._ask_provenance()

    def close(self) -> None:
        self.sweep.close()

    @Slot()
    def _ask_provenance(self) -> None:
        self.provenance.ask(self._browser.selected_rows())

    @Slot()
    def _copy(self) -> None:
        self._labelling.copy(self._browser.current_row())

    @Slot()
    def _sweep(self) -> None:
        """For the label that was clicked last, or else the first one."""
        label = self._workspace.panel.current_label()
        chosen = label.id if label is not None else self.sweep.first_label
        if chosen is None:
            self._ask_for_label()
        elif self.sweep.active:
            self.sweep.choose_label()
        else:
            self.sweep.start(chosen)

    @Slot()
    def _ask_for_label(self) -> None:
        text = self.tr("Make a label first, then sweep for it.")
        self.told.emit(Notice(text, serious=False))

    @Slot()
    def _go_on(self) -> None:
        if self._commands.advance.isChecked():
            self._browser.go_on()
