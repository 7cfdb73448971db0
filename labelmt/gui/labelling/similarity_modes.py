"""Composition of similar images, groups and duplicates."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import Parts
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.duplicates.duplicates_mode import DuplicatesMode
from labelmt.gui.labelling.groups.group_list import GroupList
from labelmt.gui.labelling.groups.group_stage import GroupStage
from labelmt.gui.labelling.groups.groups_mode import GroupsMode
from labelmt.gui.labelling.review.review_mode import ReviewMode
from labelmt.gui.labelling.similar_images import SimilarImages
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode
from labelmt.gui.labelling.view_behind_mode import ViewRows
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.work_area import WorkArea


class SimilarityModes(QObject):
    """Makes these parts, and has them make way for sweep and review."""

    def __init__(
        self,
        session: ProjectSession,
        parts: Parts,
        view: ViewController,
        area: WorkArea,
        view_rows: ViewRows,
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

        self.stage = parts.add(
            GroupStage(
                area, view_rows, group_list, browser, commands, clear, labelling.accept_and, self
            )
        )
        self.similar = parts.add(SimilarImages(session, view, browser, clear, commands, self))
        self.groups = parts.add(GroupsMode(self.stage, labelling, commands, self))
        self.duplicates = parts.add(
            DuplicatesMode(self.stage, session, view, labelling, commands, jobs, self)
        )
        sweep.shown.connect(self.stage.make_way)

    @Slot()
    def leave(self) -> None:
        """Go back to the view, from whatever groups are shown."""
        self.stage.leave()
