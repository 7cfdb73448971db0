"""The main window: layout and composition of its parts, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from labelmt.domain.schema import Schema
from labelmt.domain.search.printer import print_query
from labelmt.gui.app.action_icons import give_icons
from labelmt.gui.app.closing import finish_hidden
from labelmt.gui.app.language_menu import fill_language_menu
from labelmt.gui.app.part_loading import PartLoading
from labelmt.gui.app.window_state import WindowState
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.freed_memory import give_back
from labelmt.gui.core.window_part import Parts
from labelmt.gui.model.training.live_switch import LiveSwitch
from labelmt.gui.model.training.training_strip import TrainingStrip
from labelmt.gui.project.recent_list import RecentList
from labelmt.gui.project.start_page import StartPage
from labelmt.gui.theme import tokens
from labelmt.gui.theme.theme_menu import fill_theme_menu
from labelmt.gui.widgets.app_icon import app_icon
from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.grounds_and_lines import line
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import NoticeBar, Reporter
from labelmt.gui.widgets.tab_order import tab_through

if TYPE_CHECKING:
    from labelmt.gui.core.project_view import ProjectView
    from labelmt.gui.images.size_slider import SizeSlider
    from labelmt.project.engine.engine_python import BundleParts
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

    The start page and the menus are there at once; what a project needs takes about a second to
    load and follows: ``complete``.

    Args:
        make_worker: makes the process that learns, not started yet; None: the program's own.
        learn_live: whether projects learn as one labels where nobody has said otherwise.
        at_once: whether all of it is made now. Otherwise it is loaded beside the start page, and
            what is asked for meanwhile is done then.
        engine_parts: what a learning engine is installed with; None: this program's own, which
            only a bundle has.
    """

    completed = Signal()
    """All parts are there."""

    def __init__(
        self,
        make_worker: Callable[[], WorkerProcess] | None = None,
        *,
        learn_live: bool = True,
        at_once: bool = True,
        engine_parts: BundleParts | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.reporter = Reporter(self)
        self.notices = NoticeBar()
        self.start_page = StartPage(app_icon())
        self.recent = RecentList(self)
        self.recent.read.connect(self.start_page.show_recent)
        self.jobs = JobBar()
        self.size_slider: SizeSlider | None = None
        self.strip = TrainingStrip()
        self.live_switch = LiveSwitch()
        self._lay_out()
        self.commands = Actions(
            self, training=(*self.strip.menu_actions(), *self.live_switch.menu_actions())
        )
        give_icons(self.commands)
        fill_theme_menu(self.commands.theme)
        fill_language_menu(self.commands.language)
        self.commands.quit.triggered.connect(self.close)
        self._memory = WindowState()
        self._memory.bring_back_geometry(self)
        self._make_worker, self._learn_live = make_worker, learn_live
        self._engine_parts = engine_parts
        self._show_start_page()
        self._loading = PartLoading(
            self.start_page.requests, self.menuBar(), self.commands.quit, self
        )
        self._loading.loaded.connect(self.complete)
        if at_once:
            self.complete()
        else:
            self._loading.start()

    @Slot()
    def complete(self) -> None:
        """Make all parts, if that is not done."""
        if not self._loading.take():
            return
        from labelmt.gui.app.part_classes import (
            HelpMenu,
            KeptPlaces,
            ProjectSession,
            SizeSlider,
            Workspace,
        )

        self.session = ProjectSession(self)
        self.parts = Parts(self.session, self)
        self.workspace = Workspace()
        self.pages.addWidget(self.workspace)
        browser = self.workspace.browser
        places = KeptPlaces(browser, lambda: print_query(self.view.query), self)
        self.places = self.parts.add(places)  # before the browser, whose place it notes
        self.browser = self.parts.add(browser)
        self.panel = self.workspace.panel
        slider = self.size_slider = SizeSlider(browser.grid)
        slider.hide()
        self._bottom.addWidget(slider)
        browser.viewer_shown.connect(slider.setDisabled)
        self._make_project_parts()
        self.view.rows_found.connect(self.places.leave)
        self._make_labelling_parts()
        self.view.rows_found.connect(self.places.arrive)
        self._make_model_parts()
        self.parts.add(self.commands)
        self.workspace.take_actions(self.commands)
        self.help = HelpMenu(
            self.commands, self.browser, self._schema, self.view.search, self.session, self
        )
        self.commands.close_project.triggered.connect(self.close_project)
        self._connect()
        do = self.commands
        self._options = {
            "advance": do.advance, "rest_too": do.rest_too, "train_at_once": do.train_at_once,
        }  # fmt: skip
        self._memory.bring_back(self.workspace, self.browser.grid, self._options)
        self.parts.show_none()
        parts = *self.workspace.order, self.notices, self.jobs, self.bottom
        tab_through(self.start_page, *parts)
        self._loading.end()
        self.completed.emit()

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
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
        bottom = self._bottom = FlowLayout(self.bottom, gap=0)
        bottom.setContentsMargins(0, 0, tokens.MEDIUM, 0)
        bottom.add_growing(self.strip)
        bottom.addWidget(self.live_switch)
        layout.addWidget(self.bottom)
        self.setCentralWidget(middle)

    def _make_project_parts(self) -> None:
        from labelmt.gui.app.part_classes import (
            BackupsController,
            ChangedImages,
            CrashRecovery,
            Files,
            IntakeController,
            LabelExport,
            LabelImport,
            LabelledContents,
            LeftProject,
            MissingImages,
            OtherModel,
            PhotoReading,
            ProjectsController,
            SavedViewsController,
            ScanPatterns,
            TeamServer,
            ViewController,
            Watching,
            WrittenPages,
        )

        session, do, add, browser = self.session, self.commands, self.parts.add, self.browser
        self.intake = add(IntakeController(session, self.jobs, browser.activity, do, self))
        self.scan_patterns = add(ScanPatterns(session, self.intake, do, self))
        self.files = add(Files(session, browser, self.jobs, do, self))
        self.missing = add(MissingImages(session, self.intake, browser, do, self))
        self.watching = add(Watching(session, do, self))
        self.projects = ProjectsController(
            session, self.intake, self.start_page, self.recent, self.jobs, do, self
        )
        self.other_model = add(
            OtherModel(session, self.intake, self.start_page, self.jobs, do, self)
        )
        self.backups = add(BackupsController(session, do, self))
        self.team_server = add(TeamServer(session, self))
        self._bottom.addWidget(self.team_server.sign)
        self.crash_recovery = CrashRecovery(session, self.projects.open, self)
        sidebar, bar = self.workspace.sidebar, self.workspace.filter_bar
        self.view = add(ViewController(sidebar, bar, session, do, self))
        self.contents = add(LabelledContents(session, browser.activity, self))
        self.photographs = add(PhotoReading(session, browser.activity, self))
        self.photographs.found.connect(self.view.follow_photographs)
        self.photographs.found.connect(browser.viewer.update)
        self.intake.scanned.connect(self.photographs.start)
        self.left = add(LeftProject(session, browser.visible_rows, self))
        self.intake.scanned.connect(self.left.note)
        self.intake.scanned.connect(lambda: session.run_alone(give_back))  # opening took the most
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
        self.written_pages = add(
            WrittenPages(
                session, self.jobs, lambda: browser.grid.model().rows, browser.selected_rows,
                lambda: print_query(self.view.query), do, self,
            )
        )  # fmt: skip

    def _make_labelling_parts(self) -> None:
        from labelmt.gui.app.part_classes import LabellingParts, ViewModes

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

    def _make_model_parts(self) -> None:
        from labelmt.gui.app.part_classes import (
            AgreementController,
            ExplanationController,
            LearningEngine,
            LiveLearning,
            ModelExport,
            NameReading,
            NewModelNotice,
            PreferencesController,
            Runs,
            TrainingController,
            UnlikeImages,
            WorkerProcess,
            bundle_parts,
        )

        session, do, add = self.session, self.commands, self.parts.add
        rows = self.browser.visible_rows
        self.training = add(
            TrainingController(
                session, self.strip, rows, self._make_worker or WorkerProcess,
                self.labelling.when_saved,
                lambda: (self.browser.selected_rows(), self.labelling_parts.view_rows.rows),
                do, self,
            )
        )  # fmt: skip
        self.engine = add(LearningEngine(self.jobs, do, self._engine_parts or bundle_parts(), self))
        self.training.may_learn = self.engine.may_learn
        self.live = add(
            LiveLearning(
                session, self.training, self.live_switch, rows, lambda: self.labelling.busy,
                self._learn_live, self,
            )
        )  # fmt: skip
        self._make_map()
        self.names = add(NameReading(self.training.thread_of_worker.event, self))
        self.names.read.connect(self.labelling_parts.take_names)
        self.preferences = add(
            PreferencesController(
                session,
                self.browser,
                lambda: self.training.busy,
                self.training.renew_worker,
                do,
                self,
            )
        )
        self.new_model = add(NewModelNotice(session, self.training, self))
        self.agreement = add(AgreementController(session, self.view_modes.show_disputes, do, self))
        self.unlike = add(UnlikeImages(self.view_modes, self.review, do, self))
        self.runs = add(Runs(session, self.view_modes.show_found, do, self))
        self.model_export = add(ModelExport(session, do, self))
        self.explanation = add(
            ExplanationController(
                self.training.thread_of_worker, self.browser, self.workspace.explanation_bar,
                self.panel.current_label, do, self,
            )
        )  # fmt: skip

    def _make_map(self) -> None:
        from labelmt.gui.app.part_classes import MapLayout

        image_map, worker = self.labelling_parts.map, self.training.thread_of_worker
        self.map_layout = self.parts.add(MapLayout(self.session, worker, self))
        worker.event.connect(image_map.take_event)
        image_map.layout_asked.connect(self.map_layout.start)
        image_map.features_asked.connect(self.live.update_once)
        self.map_layout.progressed.connect(image_map.show_share)
        self.map_layout.laid_out.connect(image_map.take_layout)
        self.map_layout.refused.connect(image_map.say_why_not)
        self.photographs.found.connect(image_map.take_photographs)

    def _connect(self) -> None:
        self.session.opened.connect(self._show_project)
        self.session.closed.connect(self._show_start_page)
        for source in (self.session, self.parts):
            source.failed.connect(self.reporter.report)
            source.failed.connect(self.backups.help_after)
        for teller in (self.reporter.reported, self.parts.told, self.projects.told):
            teller.connect(self.notices.tell)
        parts = self.labelling_parts
        for part in (
            self.missing, parts.written, parts.offer, self.unlike, self.new_model,
            self.team_server,
        ):  # fmt: skip
            part.withdrawn.connect(self.notices.withdraw)
        self.view.nothing_found.connect(self.browser.say_if_empty)
        self.intake.looking.connect(self.view.note_looking)
        self.browser.decoded.connect(self.intake.note_decoded)
        self.browser.fingerprinted.connect(self.intake.note_fingerprints)
        self.panel.current_changed.connect(self.explanation.follow_panel)
        self.training.state_changed.connect(
            lambda _state: self.browser.loader.hold(self.training.busy)
        )
        for asking in (self.training, self.labelling_parts.history, self.labelling_parts.map):
            asking.images_asked.connect(self.runs.show_images)
        self.live.groups_ready.connect(self.review.take_groups)

    def start(self, path: Path | None) -> None:
        """Open a project or a folder of images, or stay on the start page."""
        if path is not None:
            self.complete()
        self._loading.when_over(lambda: self.crash_recovery.start(path))

    @property
    def whole(self) -> bool:
        """Whether all parts are there."""
        return self._loading.over

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
        self.recent.read_again()

    def _show_strip(self, shown: bool) -> None:
        self.strip.setVisible(shown)
        self.live_switch.setVisible(shown)
        self.live_switch.action.setEnabled(shown)
        self.live_switch.once_action.setEnabled(shown)
        self.strip.train_action.setEnabled(shown and self.training.state.can_train)
        self._strip_line.setVisible(shown)
        if self.size_slider is not None:
            self.size_slider.setVisible(shown)

    def _finishing(self) -> str:
        if self.session.saves_backup:
            return self.tr("Saving a backup…")
        if self.training.keeps_weights:
            return self.tr("Stopping the training and keeping what it has learnt…")
        return self.tr("Saving…")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.complete()
        if self.projects.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.projects.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when everything is on disk; a running training is asked about."""
        if not self._loading.over:
            self.recent.close()
            event.accept()
            return
        if not self.training.may_leave():
            event.ignore()
            return
        self.view_modes.leave_full_screen()  # the next start is in a window
        self._memory.keep(self, self.workspace, self.browser.grid, self._options)
        self.training.stop()
        self.session.close()
        finish_hidden(self, (self.session.wait_for_end, self.training.end_worker), self._finishing)
        self.parts.close()
        self.recent.close()
        event.accept()
