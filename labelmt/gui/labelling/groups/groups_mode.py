"""Groups of similar unlabelled images, each labelled by one key."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.images import ImageStatus
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.groups.group_list import GroupLine, no_line
from labelmt.gui.labelling.groups.group_progress import GroupProgress
from labelmt.gui.labelling.groups.group_stage import GroupStage
from labelmt.gui.labelling.groups.group_suggestion import likely_label
from labelmt.gui.labelling.groups.group_tool import GroupTool
from labelmt.gui.labelling.groups.groups_banner import GroupsBanner
from labelmt.gui.widgets.notices import Notice
from labelmt.project.similarity.cached_features import features_needed
from labelmt.project.similarity.similar_groups import alike_groups, unlabelled_images
from labelmt.project.snapshot import Update

_PICTURES = 8
"""Images of a group told to the list; it shows fewer."""
_LISTED, _LISTED_BEFORE = 300, 30
"""Groups listed, and how many of those that come before the current one: their order changes with
each key, and laying out thousands takes longer than a key may."""
_MOST = 0.5
"""Share of them from which a predicted label is named."""


class GroupsMode(ProjectPart):
    """Shows one group after the other, all of it selected; the label keys do the rest.

    A group of which something has been labelled is done; what was taken out of it is grouped
    anew with all else that is left. Groups stay as they are until then, whatever is undone.
    """

    _shared = Signal(float)

    def __init__(
        self, stage: GroupStage, labelling: SelectionAnnotator, commands: Actions, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage, self._labelling, self._commands = stage, labelling, commands
        self._banner = GroupsBanner()
        parent.destroyed.connect(self._banner.deleteLater)  # its own parent comes when it is shown
        self._tool = GroupTool(stage.browser.grid, self)
        self._project_view: ProjectView | None = None
        self._task_id: int | None = None
        self._progress: GroupProgress | None = None
        self._changed = False  # something was labelled while groups were made
        self._chosen: Rows | None = None  # of the group, before one image was looked at
        self._stop = threading.Event()
        self._work = LatestRequest(self)
        self._work.failed.connect(self._fail)
        self._shared.connect(self._banner.show_busy)
        banner, do = self._banner, commands
        banner.task_chosen.connect(self._choose_task)
        banner.size_chosen.connect(self._group)
        banner.next_asked.connect(self.go_on)
        banner.left.connect(stage.leave)
        do.groups.triggered.connect(self.start)
        do.next_group.triggered.connect(self.go_on)
        stage.browser.selection_changed.connect(self._show_progress)
        stage.browser.viewer_shown.connect(self._come_back)
        labelling.key_used.connect(self._advance)

    @property
    def banner(self) -> QWidget:
        return self._banner

    @property
    def active(self) -> bool:
        return self._stage.act is self

    @property
    def absents(self) -> bool:
        """Whether a label's key sets the other labels of its task absent."""
        return self._banner.absents.isChecked()

    @property
    def current(self) -> Rows | None:
        """The images of the group that is shown."""
        progress = self._progress
        if progress is None or progress.current is None:
            return None
        return progress.rows(progress.current)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._task_id = None

    @Slot()
    def start(self) -> None:
        """Group what is unlabelled and show the first group."""
        project_view = self._project_view
        if project_view is None or self.active:
            return
        if not project_view.schema.labels:
            text = self.tr("Make a label first, then label groups of similar images.")
            self.told.emit(Notice(text, serious=False))
            return
        self._stage.enter(self)
        self._commands.next_group.setEnabled(True)
        self._tool.turn(True)
        self._banner.show_tasks(project_view.schema, self._task_id)
        self._group()

    def end(self) -> None:
        self._stop.set()
        self._work.forget()
        self._progress = None
        self._tool.turn(False)
        self._commands.next_group.setEnabled(False)

    @Slot()
    def go_on(self) -> None:
        """Go to the next group; without one, group anew what is left."""
        progress = self._progress
        if progress is None or not self.active:
            return
        if self._labelling.busy:  # what was pressed last decides whether the group is done
            self._labelling.when_saved(self.go_on)
            return
        if progress.go_on() is not None:
            self._show_group()
        else:
            self._group()

    def choose(self, key: int) -> None:
        if self._progress is not None:
            self._progress.current = key
            self._show_group()

    def show_row(self, row: int) -> bool:
        key = self._progress.key_of(row) if self._progress is not None else None
        if key is not None:
            self.choose(key)
        return key is not None

    def follow(self, update: Update) -> None:
        """Keep count after the project view has been brought up to date."""
        project_view, progress, patch = (
            self._project_view,
            self._progress,
            update.changes.annotations,
        )
        if project_view is None or not self.active:
            return
        if update.changes.predictions:
            self._show_lines()
        if update.changes.schema:
            self._follow_schema(project_view)
        elif patch is None:
            return
        elif progress is None:
            self._changed = True
        else:
            rows = np.asarray(patch.rows, dtype=np.int64)
            progress.note(
                rows,
                unlabelled_images(project_view.matrix[rows], project_view.schema, self._task_id),
            )
            self._show_lines()
            self._show_progress()

    def close(self) -> None:
        self._stop.set()
        self._work.close()

    def _follow_schema(self, project_view: ProjectView) -> None:
        tasks = {task.id for task in project_view.schema.tasks if task.labels}
        gone = self._task_id is not None and self._task_id not in tasks
        if gone:
            self._task_id = None
        self._banner.show_tasks(project_view.schema, self._task_id)
        if gone:
            self._group()

    @Slot(object)
    def _choose_task(self, task_id: int | None) -> None:
        self._task_id = task_id
        self._group()
        self._stage.browser.focus_images()

    @Slot()
    def _group(self) -> None:
        """Make groups of what is unlabelled now, then show the first one."""
        project_view = self._project_view
        if project_view is None or not self.active:
            return
        if self._labelling.busy:
            self._labelling.when_saved(self._group)
            return
        self._stop.set()
        stop = self._stop = threading.Event()
        self._progress, self._changed = None, False
        self._banner.show_busy(0.0)
        self._stage.show_groups(np.empty(0, dtype=np.int64), no_line, None)
        self._work.submit(self._grouping(project_view, stop), self._take)

    def _grouping(
        self, project_view: ProjectView, stop: threading.Event
    ) -> Callable[[], GroupProgress | None]:
        images, schema, features = project_view.images, project_view.schema, project_view.features
        states, task_id, size = project_view.matrix, self._task_id, self._banner.images

        def report(share: float) -> bool:
            self._shared.emit(share)
            return stop.is_set()

        def work() -> GroupProgress | None:
            kept = features.read(images)
            if kept is None:
                raise features_needed()
            shown = np.isin(images.status, (ImageStatus.PENDING, ImageStatus.READABLE))
            open_ = unlabelled_images(states[: len(images)], schema, task_id)
            rows = np.flatnonzero(open_ & shown & kept.valid)
            groups = alike_groups(kept.features, rows, size, report)
            return None if groups is None else GroupProgress(groups, open_)

        return work

    def _take(self, progress: GroupProgress | None) -> None:
        if progress is None or not self.active:
            return
        if self._changed:
            self._group()
            return
        self._progress = progress
        if progress.go_on() is None:
            self._stage.leave()
            self.told.emit(Notice(self._why_none(), serious=False))
            return
        self._show_group()

    def _why_none(self) -> str:
        """Why no group is left: a group has images without labels that the model has looked at."""
        view = self._project_view
        if view is None:
            return ""
        known, schema = view.matrix[: len(view.images)], view.schema
        shown = np.isin(view.images.status, (ImageStatus.PENDING, ImageStatus.READABLE))
        if (unlabelled_images(known, schema, self._task_id) & shown).any():
            return self.tr(
                "No group is left: the model has not looked at the other images without labels yet."
            )
        if self._task_id is not None:
            name = schema.task(self._task_id).name
            return self.tr("No group is left: every image is labelled in “{0}”.").format(name)
        if len(schema.tasks) > 1:
            return self.tr("No group is left: every image is labelled in at least one task.")
        return self.tr("No group is left: every image is labelled.")

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._stage.leave()
        self.failed.emit(error)

    def _show_group(self) -> None:
        rows = self.current
        if rows is None:
            return
        self._chosen = None
        self._show_lines()
        self._stage.show_images(rows, rows)
        self._show_progress()

    def _show_lines(self) -> None:
        progress = self._progress
        if progress is not None:
            keys = progress.open_keys()
            here = np.flatnonzero(keys == progress.current)
            first = max(0, int(here[0]) - _LISTED_BEFORE) if len(here) else 0
            self._stage.show_groups(keys[first : first + _LISTED], self._line, progress.current)

    def _line(self, key: int) -> GroupLine:
        progress, project_view = self._progress, self._project_view
        if progress is None or project_view is None:
            return no_line(key)
        rows = progress.rows(key)
        title = self.tr("{0} images").format(len(rows)) if len(rows) > 1 else self.tr("1 image")
        name, share = likely_label(project_view, rows[:_PICTURES], self._task_id)
        note = self.tr("{0}?").format(name) if share > _MOST else ""
        return GroupLine(key, tuple(rows[:_PICTURES].tolist()), title, note)

    @Slot()
    def _show_progress(self) -> None:
        progress, rows = self._progress, self.current
        if progress is None or not self.active:
            return
        browser = self._stage.browser
        chosen = browser.grid.model().rows[browser.grid.selected_mask()]
        if browser.looked_at is None:
            self._chosen = chosen
        selected = len(chosen)
        self._banner.show_progress(
            selected, 0 if rows is None else len(rows), progress.done, progress.total
        )

    @Slot(bool)
    def _come_back(self, viewed: bool) -> None:
        """One image was looked at, or labelled by itself: the group is selected again."""
        rows = self.current
        if viewed or rows is None or not self.active:
            return
        grid = self._stage.browser.grid
        grid.select_rows(self._chosen if self._chosen is not None else rows, grid.current_row())

    @Slot()
    def _advance(self) -> None:
        on = self._commands.advance.isChecked()
        if self.active and on and self._stage.browser.looked_at is None:
            self.go_on()
