"""Opens projects: a folder of images, a recent project, the example, what is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import readable, suffixes
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.remembered_places import Purpose, begin_in, choose_folder, remember
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.project.drop_target import Drops
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.project.recent_item import RecentEntry
from labelmt.gui.project.recent_list import RecentList
from labelmt.gui.project.start_page import StartPage
from labelmt.gui.project.team_opener import TeamOpener
from labelmt.gui.widgets.file_patterns import patterns
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.project.places.home import projects_home
from labelmt.project.project import Project
from labelmt.project.schema.schema_files import import_template

EXAMPLE_FOLDER = "Example"
RECENT_IN_MENU = 10


class ProjectsController(QObject):
    """Asks which project, and has the session open it. File access stays off the GUI thread."""

    import_asked = Signal(object)
    """Path of a file of labels to import."""
    folder_import_asked = Signal(object)
    """Path of a folder that has labels."""
    told = Signal(object)
    """Notice."""
    _made = Signal(object, int, int)

    def __init__(
        self,
        session: ProjectSession,
        intake: IntakeController,
        start_page: StartPage,
        recent: RecentList,
        jobs: JobBar,
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._intake = intake
        self._start_page = start_page
        self._recent = recent
        self._jobs = jobs
        self._team = TeamOpener(session, jobs, self.open, window)
        self._menu = commands.recent
        self._window = window
        self._drops = Drops(session, intake, self.open, window)
        self._drops.import_asked.connect(self.folder_import_asked)
        self._learning: Path | None = None
        self._learning_next: Path | None = None
        self._template_next = ""
        session.opened.connect(self._learn_when_scanned)
        session.opened.connect(self._use_template)
        session.had_project.connect(self._tell_had)
        intake.scanned.connect(self._learn_from_tags)
        commands.open_folder.triggered.connect(self.ask_for_folder)
        commands.open_project.triggered.connect(self.ask_for_project)
        commands.try_example.triggered.connect(self.try_example)
        commands.import_table.triggered.connect(self.ask_for_table)
        commands.import_folder.triggered.connect(self.ask_for_labelled_folder)
        commands.learn_tags.triggered.connect(self.ask_for_tags)
        start_page.folder_asked.connect(self.ask_for_folder)
        start_page.tags_asked.connect(self.ask_for_tags)
        start_page.template_asked.connect(self.ask_for_template_folder)
        start_page.server_asked.connect(self._team.ask)
        start_page.example_asked.connect(self.try_example)
        start_page.project_chosen.connect(self.open)
        start_page.project_forgotten.connect(recent.forget)
        recent.read.connect(self._list_recent)
        self._list_recent(recent.entries)
        self._made.connect(lambda line, done, total: line.show_progress(done, total))

    @Slot(object)
    def open(self, folder: Path) -> None:
        """Open a project, or make one of a folder of images; one of it is opened again."""
        self._session.open_folder(folder, self._not_opened)

    @Slot()
    def ask_for_folder(self) -> None:
        """Let a folder of images be chosen."""
        self._ask(self.tr("Open a folder of images"), Purpose.IMAGES)

    @Slot()
    def ask_for_project(self) -> None:
        """Let a project's folder be chosen."""
        self._ask(self.tr("Open a project"), Purpose.PROJECT, projects_home())

    def _ask(self, title: str, purpose: Purpose, first: Path | None = None) -> None:
        chosen = choose_folder(self._window, purpose, title, first)
        if chosen is not None:
            self.open(chosen)

    @Slot()
    def try_example(self) -> None:
        """Draw the example's images and open its project."""
        line = self._jobs.start(self.tr("Making the example"))
        self._start_page.try_example.setEnabled(False)

        def end() -> None:
            self._jobs.finish(line)
            self._start_page.try_example.setEnabled(True)

        def done(folder: Path) -> None:
            end()
            self.open(folder)

        def failed(error: Exception) -> None:
            end()
            self._session.failed.emit(error)

        def progress(made: int, total: int) -> None:
            self._made.emit(line, made, total)

        def make() -> Path:
            # Imported when asked for: the window starts without what draws scenes.
            from labelmt.project.example import make_example

            return make_example(projects_home() / EXAMPLE_FOLDER, progress)

        self._session.run_alone(make, done, failed)

    @Slot()
    def ask_for_tags(self) -> None:
        """Let a folder of images be chosen whose tags are to be learned from."""
        title = self.tr("A folder of images that have tags")
        chosen = choose_folder(self._window, Purpose.IMAGES, title)
        if chosen is not None:
            self.learn_from_tags(chosen)

    @Slot(str)
    def ask_for_template_folder(self, template: str) -> None:
        """Let a folder of images be chosen that is labelled with a template's tasks and labels."""
        title = self.tr("A folder of images to label")
        chosen = choose_folder(self._window, Purpose.IMAGES, title)
        if chosen is not None:
            self.start_from_template(chosen, template)

    def start_from_template(self, folder: Path, template: str) -> None:
        """Open a folder of images; a project that has no labels yet gets the template's."""

        def failed(error: Exception) -> None:
            self._template_next = ""
            self._not_opened(error)

        self._template_next = template
        self._session.open_folder(folder, failed)

    @Slot()
    def _use_template(self) -> None:
        template, self._template_next = self._template_next, ""

        def use(project: Project) -> None:
            if not project.schema().tasks:
                import_template(project, template)

        if template:
            self._session.run(use)

    def learn_from_tags(self, folder: Path) -> None:
        """Open a folder of images, or make its project, and ask how its tags are to be imported."""

        def failed(error: Exception) -> None:
            self._learning_next = None
            self._not_opened(error)

        self._learning_next = folder
        self._session.open_folder(folder, failed)

    @Slot()
    def _learn_when_scanned(self) -> None:
        self._learning, self._learning_next = self._learning_next, None

    @Slot()
    def _learn_from_tags(self) -> None:
        folder, self._learning = self._learning, None
        if folder is not None:
            self.folder_import_asked.emit(folder)

    @Slot()
    def ask_for_labelled_folder(self) -> None:
        """Let a folder with labels be chosen and import them."""
        title = self.tr("Import labels from a folder")
        chosen = choose_folder(self._window, Purpose.IMPORT, title)
        if chosen is not None:
            self.folder_import_asked.emit(chosen)

    @Slot()
    def ask_for_table(self) -> None:
        """Let a file of labels be chosen and import it."""
        tables = self.tr("Files of labels ({0})").format(patterns(readable(AnnotationFormat)))
        names = f"{tables};;{self.tr('All files (*)')}"
        start = str(begin_in(Purpose.IMPORT))
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import labels from a file"), start, names
        )
        if chosen:
            remember(Purpose.IMPORT, Path(chosen))
            self.import_table(Path(chosen))

    def import_table(self, file: Path) -> None:
        """Have a file of labels imported into the open project."""
        self.import_asked.emit(file)

    def can_take(self, data: QMimeData) -> bool:
        """Whether something dragged onto the window may be a folder or a table."""
        return self._drops.can_take(data)

    def take(self, data: QMimeData) -> None:
        """Open or add what was dropped, or import the table."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        endings = suffixes(readable(AnnotationFormat))
        table = next((one for one in paths if one.suffix.lower() in endings), None)
        if table is not None and self._session.is_open:
            self.import_table(table)
        elif paths:
            self._drops.take(paths)

    @Slot(object, object)
    def _tell_had(self, images: Path, project: Path) -> None:
        """The folder's labels of before are there: nobody is to take them for new ones."""
        text = self.tr("“{0}” has a project already: it was opened, with the labels in it.")
        self.told.emit(Notice(text.format(images.name), subject=str(project), serious=False))

    @Slot(object)
    def _list_recent(self, entries: Sequence[RecentEntry]) -> None:
        self._menu.clear()
        for entry in [one for one in entries if not one.missing][:RECENT_IN_MENU]:
            action = self._menu.addAction(entry.name.replace("&", "&&"))
            action.setToolTip(plain_tip(str(entry.folder)))
            action.triggered.connect(lambda _=False, folder=entry.folder: self.open(folder))
        self._menu.setEnabled(not self._menu.isEmpty())

    def _not_opened(self, error: Exception) -> None:
        self._session.failed.emit(error)
        self._recent.read_again()
