"""All that asks which images are alike: similar ones, groups to label, duplicates."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.duplicates.duplicates_mode import DuplicatesMode
from labelmt.gui.labelling.groups.group_list import GroupList
from labelmt.gui.labelling.groups.group_stage import GroupStage
from labelmt.gui.labelling.groups.groups_mode import GroupsMode
from labelmt.gui.labelling.review.review_mode import ReviewMode
from labelmt.gui.labelling.similar_images import SimilarImages
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.work_area import WorkArea
from labelmt.project.snapshot import Update


class SimilarityModes(QObject):
    """Makes these parts and passes on to each what the window tells."""

    told = Signal(object)
    """Notice."""
    failed = Signal(object)

    def __init__(
        self,
        session: ProjectSession,
        view: ViewController,
        area: WorkArea,
        group_list: GroupList,
        browser: Browser,
        commands: Actions,
        labelling: SelectionAnnotator,
        jobs: JobBar,
        sweep: SweepMode,
        review: ReviewMode,
        parent: QObject,
    ) -> None:
        super().__init__(parent)

        def clear() -> None:
            sweep.leave()
            review.leave()

        self.stage = GroupStage(area, group_list, browser, commands, sweep.take_rows, clear, self)
        self.similar = SimilarImages(session, view, browser, clear, commands.similar, self)
        self.groups = GroupsMode(self.stage, labelling, commands, self)
        self.duplicates = DuplicatesMode(self.stage, session, view, labelling, commands, jobs, self)
        for part in (self.similar, self.groups, self.duplicates):
            part.told.connect(self.told)
        for failing in (self.groups, self.duplicates):
            failing.failed.connect(self.failed)
        sweep.shown.connect(self.stage.make_way)
        self.take_rows = self.stage.take_rows

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self.stage.forget()
        self.similar.set_project(project_view)
        self.groups.set_project(project_view)
        self.duplicates.set_project(project_view)

    def follow(self, update: Update) -> None:
        """Bring up to date what the project view has been brought up to date with."""
        self.groups.follow(update)
        self.duplicates.follow(update)

    @Slot()
    def leave(self) -> None:
        """Go back to the view, from whatever groups are shown."""
        self.stage.leave()

    def close(self) -> None:
        self.groups.close()
        self.duplicates.close()
