"""The main window: layout and composition of its parts, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from labelmt.domain.schema import Schema
from labelmt.gui.app.crash_recovery import CrashRecovery
from labelmt.gui.app.help_menu import HelpMenu
from labelmt.gui.app.labelling_parts import LabellingParts
from labelmt.gui.app.unlike_images import UnlikeImages
from labelmt.gui.app.view_modes import ViewModes
from labelmt.gui.app.window_state import WindowState
from labelmt.gui.app.workspace import Workspace
from labelmt.gui.backups.backups_controller import BackupsController
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import Parts
from labelmt.gui.exchange.export_controller import LabelExport
from labelmt.gui.exchange.import_controller import LabelImport
from labelmt.gui.images.photo_facts import PhotoReading
from labelmt.gui.model.explain.explanation_controller import ExplanationController
from labelmt.gui.model.runs.runs_controller import Runs
from labelmt.gui.model.training.live_learning_controller import LiveLearning
from labelmt.gui.model.training.live_switch import LiveSwitch
from labelmt.gui.model.training.new_model import NewModelNotice
from labelmt.gui.model.training.training_controller import TrainingController
from labelmt.gui.model.training.training_strip import TrainingStrip
from labelmt.gui.project.changed_images import ChangedImages
from labelmt.gui.project.folder_watch_controller import Watching
from labelmt.gui.project.image_files import Files
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.project.labelled_contents import LabelledContents
from labelmt.gui.project.missing_images import MissingImages
from labelmt.gui.project.projects_controller import ProjectsController
from labelmt.gui.project.start_page import StartPage
from labelmt.gui.search.saved_views_controller import SavedViewsController
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.theme.theme_menu import fill_theme_menu
from labelmt.gui.widgets.app_icon import app_icon
from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.grounds_and_lines import line
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import NoticeBar, Reporter
from labelmt.project.training.worker_process import WorkerProcess

MOST_ASKED = QSize(500, 300)
"""The window fits on half of a screen of 1024 × 700, which is what is left of it at 200 %, whatever
the font."""


class _Middle(QWidget):
    """All below the menus: parts that ask for more than a small screen has share what there is."""

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().boundedTo(MOST_ASKED)


class MainWindow(QMainWindow):
    """Makes the parts of the window; each connects to the actions and widgets that concern it.

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
        self.reporter = Reporter(self)
        self.session = ProjectSession(self)
        self.parts = Parts(self.session, self)
        self.notices = NoticeBar()
        self.start_page = StartPage(app_icon())
        self.workspace = Workspace()
        self.browser = self.parts.add(self.workspace.browser)
        self.panel = self.workspace.panel
        self.jobs = JobBar()
        self.strip = TrainingStrip()
        self.live_switch = LiveSwitch()
        self._lay_out()
        self.commands = Actions(
            self, training=(*self.strip.menu_actions(), *self.live_switch.menu_actions())
        )
        self._make_project_parts()
        self._make_labelling_parts()
        self._make_model_parts(make_worker, learn_live)
        self.parts.add(self.commands)
        self.workspace.take_actions(self.commands)
        fill_theme_menu(self.commands.theme)
        self.help = HelpMenu(self.commands, self.browser, self._schema, self)
        self.commands.close_project.triggered.connect(self.close_project)
        self.commands.quit.triggered.connect(self.close)
        self._connect()
        do = self.commands
        self._options = {
            "advance": do.advance, "rest_too": do.rest_too, "train_at_once": do.train_at_once,
        }  # fmt: skip
        self._memory = WindowState()
        self._memory.bring_back(self, self.workspace, self.browser.grid, self._options)
        self.parts.show_none()
        self._show_start_page()

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.workspace)
        self._strip_line = line()
        middle = _Middle()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pages, 1)
        # Below the images: what is under the mouse, such as a mode's buttons, stays there.
        layout.addWidget(self.notices)
        layout.addWidget(self.jobs)
        layout.addWidget(self._strip_line)
        self.bottom = QWidget()
        bottom = FlowLayout(self.bottom, gap=0)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.add_growing(self.strip)
        bottom.addWidget(self.live_switch)
        layout.addWidget(self.bottom)
        self.setCentralWidget(middle)

    def _make_project_parts(self) -> None:
        session, do, add, browser = self.session, self.commands, self.parts.add, self.browser
        self.intake = add(IntakeController(session, self.jobs, browser.activity, do, self))
        self.files = add(Files(session, browser, self.jobs, do, self))
        self.missing = add(MissingImages(session, self.intake, browser, do, self))
        self.watching = add(Watching(session, do, self))
        self.projects = ProjectsController(
            session, self.intake, self.start_page, self.jobs, do, self
        )
        self.backups = add(BackupsController(session, do, self))
        self.crash_recovery = CrashRecovery(session, self.projects.open, self)
        sidebar, bar = self.workspace.sidebar, self.workspace.filter_bar
        self.view = add(ViewController(sidebar, bar, session, do, self))
        self.contents = add(LabelledContents(session, browser.activity, self))
        self.photographs = add(PhotoReading(session, browser.activity, self))
        self.photographs.found.connect(self.view.follow_photographs)
        self.photographs.found.connect(browser.viewer.update)
        self.intake.scanned.connect(self.photographs.start)
        self.intake.scanned.connect(self.contents.read_all)
        self.intake.imported.connect(self.contents.read_all)
        self.changed = add(
            ChangedImages(session, self.intake, self.view.search, browser.selected_rows, do, self)
        )
        self.watching.found_another.connect(self.changed.tell)
        self.saved_views = SavedViewsController(session, self.view, sidebar, bar, do, self)
        self.label_import = add(LabelImport(session, self.jobs, self.intake.imported.emit, self))
        self.projects.import_asked.connect(self.label_import.ask)
        self.projects.folder_import_asked.connect(self.label_import.ask_folder)
        self.label_export = add(
            LabelExport(session, self.jobs, lambda: browser.grid.model().rows, do, self)
        )

    def _make_labelling_parts(self) -> None:
        self.labelling_parts = LabellingParts(
            self.session, self.parts, self.commands, self.workspace, self.view, self.jobs, self
        )
        self.labelling, self.sweep = self.labelling_parts.labelling, self.labelling_parts.sweep
        self.review, self.similarity = self.labelling_parts.review, self.labelling_parts.similarity
        self.view_modes = self.parts.add(
            ViewModes(
                self.commands, self.workspace, self.view, (self.similarity.stage, self.sweep),
                (self.bottom,), self,
            )
        )  # fmt: skip

    def _make_model_parts(self, make_worker: Callable[[], WorkerProcess], learn_live: bool) -> None:
        session, do, add = self.session, self.commands, self.parts.add
        rows = self.browser.visible_rows
        self.training = add(
            TrainingController(
                session, self.strip, rows, make_worker, self.labelling.when_saved,
                lambda: (self.browser.selected_rows(), self.labelling_parts.view_rows.rows),
                do, self,
            )
        )  # fmt: skip
        self.live = add(
            LiveLearning(
                session, self.training, self.live_switch, rows, lambda: self.labelling.busy,
                learn_live, self,
            )
        )  # fmt: skip
        self.new_model = add(NewModelNotice(session, self.training, self))
        self.unlike = add(UnlikeImages(self.view_modes, self.review, do, self))
        self.runs = add(Runs(session, self.view_modes.show_found, do, self))
        self.explanation = add(
            ExplanationController(
                self.training.thread_of_worker, self.browser, self.workspace.explanation_bar,
                self.panel.current_label, do, self,
            )
        )  # fmt: skip

    def _connect(self) -> None:
        self.session.opened.connect(self._show_project)
        self.session.closed.connect(self._show_start_page)
        for source in (self.session, self.parts):
            source.failed.connect(self.reporter.report)
            source.failed.connect(self.backups.help_after)
        for teller in (self.reporter.reported, self.parts.told):
            teller.connect(self.notices.tell)
        for part in (self.missing, self.labelling_parts.written, self.unlike, self.new_model):
            part.withdrawn.connect(self.notices.withdraw)
        self.view.nothing_found.connect(self.browser.say_if_empty)
        self.browser.decoded.connect(self.intake.note_decoded)
        self.browser.fingerprinted.connect(self.intake.note_fingerprints)
        self.panel.current_changed.connect(self.explanation.follow_panel)
        self.training.state_changed.connect(
            lambda _state: self.browser.loader.hold(self.training.busy)
        )
        for asking in (self.training, self.labelling_parts.history):
            asking.images_asked.connect(self.runs.show_images)
        self.live.groups_ready.connect(self.review.take_groups)

    def start(self, path: Path | None) -> None:
        """Open a project or a folder of images, or stay on the start page."""
        self.crash_recovery.start(path)

    @property
    def project_view(self) -> ProjectView | None:
        """The open project as all parts show it."""
        return self.parts.project_view

    def _schema(self) -> Schema:
        return self.project_view.schema if self.project_view is not None else Schema()

    @Slot()
    def close_project(self) -> None:
        """Go back to the start page, unless a training is to go on."""
        if self.training.may_leave():
            self.session.close()

    @Slot()
    def _show_project(self) -> None:
        if self.project_view is not None:
            self.setWindowTitle(self.project_view.name)
        self.pages.setCurrentWidget(self.workspace)
        self._show_strip(True)
        self.browser.focus_images()
        # What is there is shown before anything new is looked for.
        self.view.rows_found.connect(self.intake.scan, Qt.ConnectionType.SingleShotConnection)

    @Slot()
    def _show_start_page(self) -> None:
        self.setWindowTitle("")
        self.pages.setCurrentWidget(self.start_page)
        self._show_strip(False)
        self.start_page.open_folder.setFocus()
        self.projects.show_recent()

    def _show_strip(self, shown: bool) -> None:
        self.strip.setVisible(shown)
        self.live_switch.setVisible(shown)
        self.live_switch.action.setEnabled(shown)
        self.live_switch.once_action.setEnabled(shown)
        self.strip.train_action.setEnabled(shown and self.training.state.can_train)
        self._strip_line.setVisible(shown)

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
        self.view_modes.leave_full_screen()  # the next start is in a window
        self._memory.keep(self, self.workspace, self.browser.grid, self._options)
        self.training.stop()
        self.session.shutdown()
        self.parts.close()
        event.accept()
