"""The main window: layout and connections, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from labelmt.domain.schema import Schema
from labelmt.gui.app.about import show_about
from labelmt.gui.app.crash_recovery import CrashRecovery
from labelmt.gui.app.labelling_parts import LabellingParts
from labelmt.gui.app.shortcuts_dialog import ShortcutsDialog
from labelmt.gui.app.view_modes import ViewModes
from labelmt.gui.app.window_state import WindowState
from labelmt.gui.app.workspace import Workspace
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.label_keys import LabelKeys
from labelmt.gui.labelling.panel.summary_loader import Summaries
from labelmt.gui.labelling.panel.trust_lights import TrustLights
from labelmt.gui.labelling.review.accept_dialog import AcceptDialog
from labelmt.gui.labelling.review.review_mode import ReviewMode
from labelmt.gui.labelling.similarity_modes import SimilarityModes
from labelmt.gui.labelling.suspects.suspects_mode import SuspectsMode
from labelmt.gui.model.explain.explanation_controller import ExplanationController
from labelmt.gui.model.runs.runs_controller import Runs
from labelmt.gui.model.training.live_learning_controller import LiveLearning
from labelmt.gui.model.training.live_switch import LiveSwitch
from labelmt.gui.model.training.training_controller import TrainingController
from labelmt.gui.model.training.training_strip import TrainingStrip
from labelmt.gui.project.folder_watching import Watching
from labelmt.gui.project.image_files import Files
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.project.missing_images import MissingImages
from labelmt.gui.project.projects_controller import ProjectsController
from labelmt.gui.project.start_page import StartPage
from labelmt.gui.schema.panel_schema_edits import SchemaEditing
from labelmt.gui.schema.schema_dialog import SchemaDialog
from labelmt.gui.search.saved_views_controller import SavedViewsController
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.app_icon import app_icon
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice, NoticeBar, Reporter
from labelmt.gui.widgets.theme import line
from labelmt.project.review.bulk_accept import JudgedBy
from labelmt.project.runs.model_choice import judged_by
from labelmt.project.snapshot import Snapshot, Update
from labelmt.project.training.worker_process import WorkerProcess


class MainWindow(QMainWindow):
    """Holds the parts of the window and tells each of what concerns it.

    Args:
        make_worker: makes the process that learns, not started yet.
        learn_live: whether projects learn as one labels where nobody has said otherwise.
    """

    def __init__(
        self,
        make_worker: Callable[[], WorkerProcess] = WorkerProcess,
        *,
        learn_live: bool = True,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.project_view: ProjectView | None = None
        self.reporter = Reporter(self)
        self.session = ProjectSession(self)
        self.notices = NoticeBar()
        self.start_page = StartPage(app_icon())
        self.workspace = Workspace()
        self.browser = self.workspace.browser
        self.panel = self.workspace.panel
        self.jobs = JobBar()
        self.strip = TrainingStrip()
        self.live_switch = LiveSwitch()
        self._lay_out()
        strip = self.strip
        self.commands = Actions(
            self,
            [
                strip.train_action,
                strip.cancel_action,
                strip.restart_action,
                strip.settings_action,
                self.live_switch.action,
                self.live_switch.once_action,
            ],
        )
        self.intake = IntakeController(self.session, self.jobs, self.browser.activity, self)
        self.files = Files(self.session, self.browser, self.jobs, self)
        self.missing = MissingImages(
            self.session, self.intake, self.browser, self.commands.locate, self
        )
        self.watching = Watching(self.session, self.commands.watch, self)
        self.projects = ProjectsController(
            self.session, self.intake, self.start_page, self.jobs, self.commands.recent, self
        )
        self.crash_recovery = CrashRecovery(self.session, self.projects.open, self)
        self.view = ViewController(
            self.workspace.sidebar, self.workspace.filter_bar, self.session, self
        )
        self.saved_views = SavedViewsController(
            self.session, self.view, self.workspace.sidebar, self
        )
        self.summaries = Summaries(self)
        self.trust = TrustLights(self)
        self.labelling = SelectionAnnotator(self.session, self.selection, self)
        self.labelling.asked.connect(self.browser.activity.note)
        self.bulk = LabellingParts(
            self.session, self.commands, self.workspace, self.labelling, self
        )
        self.sweep = self.bulk.sweep
        self.looking = ViewModes(
            self.commands, self.workspace, self.sweep, (self.bottom, self.panel), self
        )
        self.suspects = SuspectsMode(self.labelling, self.panel.suspects, self.commands, self)
        self.schema_editing = SchemaEditing(self.session, self.panel, self)
        self.training = TrainingController(
            self.session,
            strip,
            self.browser.visible_rows,
            make_worker,
            self.labelling.when_saved,
            self,
        )
        self.live = LiveLearning(
            self.session, self.training, self.live_switch, self.browser.visible_rows,
            lambda: self.labelling.busy, learn_live, self,
        )  # fmt: skip
        self.review = ReviewMode(
            self.workspace, self.browser, self.workspace.review_banner, self.labelling, self
        )
        self.runs = Runs(self.session, self._show_found, self.commands.runs, self)
        self.alike = SimilarityModes(
            self.session, self.view, self.workspace, self.workspace.group_list, self.browser,
            self.commands, self.labelling, self.jobs, self.sweep, self.review, self,
        )  # fmt: skip
        self.looking.add_cover(self.alike.stage)
        self.explanation = ExplanationController(
            self.training.thread_of_worker,
            self.browser,
            self.workspace.explanation_bar,
            self.panel.current_label,
            self.commands,
            self,
        )
        self.label_keys = LabelKeys(self.labelling.press, self._takes_label_keys, self)
        self.label_keys.watch(
            self, self.workspace.sidebar, self.workspace.group_list, self.panel.view,
            *self.browser.key_widgets(),
        )  # fmt: skip
        self._following = (
            self.bulk, self.suspects, self.missing, self.watching, self.view, self.live,
            self.review, self.trust, self.runs, self.alike, self.explanation,
        )  # fmt: skip
        self._memory = WindowState()
        self._connect_session()
        self._connect_views()
        self._connect_commands()
        self._memory.bring_back(self, self.workspace, self.browser.grid, self.commands.advance)
        self._show_start_page()

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.workspace)
        self._strip_line = line()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.jobs)
        layout.addWidget(self._strip_line)
        self.bottom = QWidget()
        bottom = QHBoxLayout(self.bottom)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.setSpacing(0)
        bottom.addWidget(self.strip, 1)
        bottom.addWidget(self.live_switch)
        layout.addWidget(self.bottom)
        self.setCentralWidget(middle)

    def _connect_session(self) -> None:
        self.session.opened.connect(self._show_project)
        self.session.leaving.connect(self._leave_project)
        self.session.changed.connect(self._follow)
        self.session.closed.connect(self._show_start_page)
        for part in (
            self.session, self.view, self.summaries, self.browser, self.bulk, self.suspects,
            self.watching, self.review, self.trust, self.runs, self.alike,
        ):  # fmt: skip
            part.failed.connect(self.reporter.report)
        self.reporter.reported.connect(self.notices.tell)
        self.missing.withdrawn.connect(self.notices.withdraw)
        for teller in (
            self.intake, self.files, self.missing, self.training, self.live, self.review,
            self.looking, self.alike,
        ):  # fmt: skip
            teller.told.connect(self.notices.tell)

    def _connect_views(self) -> None:
        self.view.nothing_found.connect(self.browser.say_if_empty)
        self.view.rows_found.connect(self.alike.take_rows)
        self.workspace.filter_bar.left.connect(self.browser.focus_images)
        self.workspace.filter_bar.save_asked.connect(self.saved_views.ask_for_name)
        self.panel.adder.left.connect(self.browser.focus_images)
        self.panel.current_changed.connect(self.explanation.follow_panel)
        self.panel.pressed_label.connect(self.labelling.mark)
        self.browser.selection_changed.connect(self._show_summary)
        self.trust.found.connect(self.panel.model.set_trust)
        self.summaries.ready.connect(self.panel.show_summary)
        self.browser.decoded.connect(self.intake.note_decoded)
        self.browser.fingerprinted.connect(self.intake.note_fingerprints)
        self.labelling.idle_press.connect(self._ask_for_selection)
        self.bulk.told.connect(self.notices.tell)
        self.suspects.answered.connect(self.browser.go_on)
        self.review.suggests.connect(self.panel.model.set_suggested)
        self.review.shown.connect(self.commands.accept.setEnabled)
        self.training.state_changed.connect(
            lambda _state: self.browser.loader.hold(self.training.busy)
        )
        self.live.groups_ready.connect(self.review.take_groups)

    def _connect_commands(self) -> None:
        self.browser.viewer.addAction(self.commands.accept)  # elsewhere Space is the focus's
        self.commands.find.triggered.connect(self.review.leave)  # its field is behind the banner
        self.workspace.filter_bar.fill_menu(self.commands.sort)
        do, projects = self.commands, self.projects
        for action, slot in (
            (do.open_folder, projects.ask_for_folder),
            (do.open_project, projects.ask_for_project),
            (do.try_example, projects.try_example),
            (do.import_table, projects.ask_for_table),
            (do.scan, self.intake.scan),
            (do.show_missing, self.missing.show_list),
            (do.try_again, self.missing.try_all_again),
            (do.copy_reason, self.missing.copy_reasons),
            (do.show_file, self.files.show_in_manager),
            (do.trash, self.files.ask_to_trash),
            (do.close_project, self.close_project),
            (do.quit, self.close),
            (do.undo, self.labelling.undo),
            (do.redo, self.labelling.redo),
            (do.select_all, self.browser.select_all),
            (do.add_label, self.panel.adder.start),
            (do.add_task, self.panel.adder.start_task),
            (do.rename, self.panel.edit_current),
            (do.delete, self.panel.delete_current),
            (do.edit_schema, self._edit_schema),
            (do.find, self.workspace.filter_bar.search.start),
            (do.save_view, self.saved_views.ask_for_name),
            (do.refresh_view, self.view.show),
            (do.larger, self.browser.enlarge),
            (do.smaller, self.browser.shrink),
            (do.suspects, self._show_suspects),
            (do.go_on, self.training.go_on),
            (do.compare_sharing, self.training.compare_sharing),
            (do.review, self._review),
            (do.accept, self.review.accept),
            (do.accept_above, self._accept_above),
            (do.keys, self._show_keys),
            (do.menu_bar, self._go_to_menus),
            (do.about, self._show_about),
        ):
            action.triggered.connect(slot)

    def start(self, path: Path | None) -> None:
        """Open a project or a folder of images, or stay on the start page."""
        self.crash_recovery.start(path)

    def selection(self) -> Rows:
        """The rows that keys and clicks mark."""
        return self.browser.selected_rows()

    @Slot()
    def close_project(self) -> None:
        """Go back to the start page, unless a training is to go on."""
        if self.training.may_leave():
            self.session.close()

    @Slot()
    def _leave_project(self) -> None:
        self.intake.forget()
        self.files.stop()
        self.training.leave()

    @Slot(object)
    def _show_project(self, snapshot: Snapshot) -> None:
        self.project_view = ProjectView.from_snapshot(snapshot)
        self._give_project(self.project_view)
        self.setWindowTitle(self.project_view.name)
        self.pages.setCurrentWidget(self.workspace)
        self._show_strip(True)
        self.browser.focus_images()
        # What is there is shown before anything new is looked for.
        self.view.rows_found.connect(self.intake.scan, Qt.ConnectionType.SingleShotConnection)

    @Slot()
    def _show_start_page(self) -> None:
        self.project_view = None
        self._give_project(None)
        self.setWindowTitle("")
        self.pages.setCurrentWidget(self.start_page)
        self._show_strip(False)
        self.start_page.open_folder.setFocus()
        self.projects.show_recent()

    def _give_project(self, project_view: ProjectView | None) -> None:
        self.browser.set_project(project_view)
        for part in (
            self.files, self.labelling, self.schema_editing, self.training, *self._following,
        ):  # fmt: skip
            part.set_project(project_view)
        self.commands.set_project_open(project_view is not None)
        if project_view is not None:
            self.commands.show_history(project_view.undo_title, project_view.redo_title)
            self.panel.show_schema(project_view.schema)
            self._show_summary()

    def _show_strip(self, shown: bool) -> None:
        self.strip.setVisible(shown)
        self.live_switch.setVisible(shown)
        self.live_switch.action.setEnabled(shown)
        self.live_switch.once_action.setEnabled(shown)
        self.strip.train_action.setEnabled(shown and self.training.state.can_train)
        self._strip_line.setVisible(shown)

    @Slot(object)
    def _follow(self, update: Update) -> None:
        project_view = self.project_view
        if project_view is None:
            return
        project_view.update(update)
        self.browser.follow(update)
        for part in self._following:
            part.follow(update)
        self.commands.show_history(project_view.undo_title, project_view.redo_title)
        if update.schema is not None:
            self.panel.show_schema(project_view.schema)
        self._show_summary()

    @Slot()
    def _show_summary(self) -> None:
        if self.project_view is not None:
            rows = self.selection()
            self.summaries.ask(self.project_view, rows)
            self.suspects.show_selection(rows)

    @Slot()
    def _ask_for_selection(self) -> None:
        self.notices.tell(Notice(self.tr("Select images first, then mark them."), serious=False))

    def _takes_label_keys(self, key: str) -> bool:
        return self.pages.currentWidget() is self.workspace and self.labelling.has_label(key)

    @Slot()
    def _edit_schema(self) -> None:
        dialog = SchemaDialog(self.session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _show_suspects(self) -> None:
        """What may be a mistake, the most suspicious first."""
        before = self.view.query
        self._show_found("is:suspect sort:suspicion")
        self.browser.begin_at_first()
        if self.view.query == before:  # shown already, as it was then
            self.view.show()

    def _show_found(self, search: str) -> None:
        """Show what a search finds, whatever was shown before."""
        self.alike.leave()
        self.sweep.leave()
        self.browser.show_grid()
        self.view.search(search)
        self.browser.focus_images()

    @Slot()
    def _review(self) -> None:
        self.sweep.leave()
        self.review.go_on()

    @Slot()
    def _accept_above(self) -> None:
        self.session.run_reading(judged_by, self._show_acceptance)

    def _show_acceptance(self, found: JudgedBy) -> None:
        if self.project_view is None:
            return
        dialog = AcceptDialog(self.project_view, self.browser.grid.model().rows, found, self)
        dialog.command_asked.connect(self.labelling.accept)
        dialog.failed.connect(self.reporter.report)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_keys(self) -> None:
        project_view = self.project_view
        schema = project_view.schema if project_view is not None else Schema()
        dialog = ShortcutsDialog(self.commands.keyed(), self.browser.own_keys(), schema, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_about(self) -> None:
        show_about(self)

    @Slot()
    def _go_to_menus(self) -> None:
        bar = self.menuBar()
        bar.setFocus()
        bar.setActiveAction(bar.actions()[0])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.projects.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.projects.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when everything is on disk; a running training is asked about."""
        if not self.training.may_leave():
            event.ignore()
            return
        self.looking.leave_full_screen()  # the next start is in a window
        self._memory.keep(self, self.workspace, self.browser.grid, self.commands.advance)
        self.training.stop()
        self.watching.close()
        self.session.shutdown()
        self.training.close()
        self.view.close()
        self.summaries.close()
        self.bulk.close()
        self.suspects.close()
        self.review.close()
        self.trust.close()
        self.alike.close()
        self.browser.close_loader()
        event.accept()
