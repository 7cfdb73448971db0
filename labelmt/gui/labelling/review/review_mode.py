"""Review: asks about one image after the other, with what the model suggests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from labelmt.domain.annotations import Seen, State
from labelmt.domain.images import ImageStatus
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.images.grid.grid_position import Bookmark
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.review.review_banner import ReviewBanner
from labelmt.gui.widgets.notices import Notice
from labelmt.gui.widgets.work_area import WorkArea
from labelmt.project.commands.commands import AcceptSuggestions, PasteStates
from labelmt.project.review.experimental_design import read_points
from labelmt.project.review.group_file import read_groups
from labelmt.project.review.likely_by_name import likely_named
from labelmt.project.review.random_sample import note_asked
from labelmt.project.review.review_pace import ReviewPace
from labelmt.project.review.review_queue import (
    Reason,
    ReviewQueue,
    in_scope,
    review_queue,
    suggested,
)
from labelmt.project.review.unlike_images import still_unlike
from labelmt.project.review.unseen_annotations import unseen_states
from labelmt.project.snapshot import Update

DRAWN_OR_SKIPPED = (Reason.CHANCE, Reason.LATER)
"""Why an image may be asked about of which everything is annotated, but not all was seen."""


class ReviewMode(ProjectPart):
    """Asks about images in an order that the model's news may change, but for the one shown.

    An image that is left with something unknown comes back after all others.

    Args:
        clear: ends what covers the images, as a sweep does.
    """

    shown = Signal(bool)
    """A review began or was left."""
    suggests = Signal(object)
    """Label id to the State that is asserted when the image is accepted; empty after the review."""

    def __init__(
        self,
        session: ProjectSession,
        area: WorkArea,
        browser: Browser,
        banner: ReviewBanner,
        labelling: SelectionAnnotator,
        commands: Actions,
        clear: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._area, self._clear = session, area, clear
        self._browser, self._banner, self._labelling = browser, banner, labelling
        self._project_view: ProjectView | None = None
        self._orders = LatestRequest(self)
        self._clock = QElapsedTimer()
        self._reset()
        self._orders.failed.connect(self.failed)
        commands.review.triggered.connect(self.go_on)
        commands.accept.triggered.connect(self.accept)
        commands.find.triggered.connect(self.leave)  # its field is behind the banner
        self.shown.connect(commands.accept.setEnabled)
        banner.task_chosen.connect(self._choose_task)
        banner.left.connect(browser.show_grid)
        browser.viewer_shown.connect(self._follow_viewer)
        browser.selection_changed.connect(self._follow_arrows)

    def _reset(self) -> None:
        self._before: Bookmark | None = None
        self._task_id: int | None = None
        self._order: list[tuple[int, Reason]] = []
        self._current: int | None = None
        self._reason: Reason | None = None
        self._asked = True  # it had something unknown; one that was gone to need not
        self._skipped: list[int] = []
        self._answered: set[int] = set()
        self._decided: set[int] = set()  # something was, while they were asked about
        self._reasons: Counter[Reason] = Counter()
        self._pace = ReviewPace()
        self._remaining = self._more = 0
        self._wants_next = False
        self._first: Rows = np.empty(0, dtype=np.int64)

    @property
    def active(self) -> bool:
        return self._before is not None

    @property
    def current(self) -> int | None:
        """The image that is asked about."""
        return self._current

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: no review."""
        self._project_view = project_view
        self._end()

    @Slot()
    def go_on(self) -> None:
        """Begin, or go on to the next image; one with something unknown comes back later."""
        project_view = self._project_view
        if project_view is None:
            return
        if not project_view.schema.labels:
            text = self.tr("Make a label first, then review what is suggested.")
            self.told.emit(Notice(text, serious=False))
            return
        if not self.active:
            self._clear()
            self._before = Bookmark.of(self._browser.grid)
            self._banner.show_tasks(project_view.schema, None)
            self._area.show_banner(self._banner)
            self.shown.emit(True)
        else:
            self._leave_image()
        self._ask_next()

    @Slot()
    def review_unlike(self) -> None:
        """Ask about images that look unlike any annotated one first."""
        if self._project_view is not None:
            self.review_first(self._project_view.unlike)

    def review_first(self, rows: Rows) -> None:
        """Ask about these images before all others, as far as nothing is known of them."""
        self._first, self._order = rows, []
        self.go_on()

    @Slot()
    def accept(self) -> None:
        """Assert what is suggested of the image, and go on."""
        project_view, row = self._project_view, self._current
        if project_view is None or row is None:
            if self.active:
                self.go_on()
            return
        states = (*self._unseen(row), *self._suggested(row))
        predictions = project_view.predictions
        if states:
            self._answered.add(row)
        if states and predictions is not None:
            pairs = tuple((label_id, state, (row,)) for label_id, state in states)
            self._labelling.accept(AcceptSuggestions(predictions.run_id, pairs, Seen.ONE))
        elif states:
            self._labelling.apply(PasteStates((row,), states, Seen.ONE))
        self.go_on()

    @Slot()
    def leave(self) -> None:
        """Go back to the images as they were."""
        if self.active:
            self._browser.show_grid()

    @Slot()
    def take_names(self) -> None:
        """Names were read."""
        self._sort()
        self._show_image()

    @Slot()
    def take_groups(self) -> None:
        """Images have been grouped anew."""
        self._sort()

    def follow(self, update: Update) -> None:
        """Ask in the order of newer predictions, once the project view is up to date."""
        project_view = self._project_view
        if project_view is None or not self.active:
            return
        if update.schema is not None:
            tasks = {task.id for task in project_view.schema.tasks}
            self._task_id = self._task_id if self._task_id in tasks else None
            self._banner.show_tasks(project_view.schema, self._task_id)
        patch = update.changes.annotations
        if patch is not None and self._current is not None and self._current in patch.rows:
            self._decided.add(self._current)
        self._show_image()
        if update.changes.predictions or update.changes.annotations is not None:
            self._sort()

    def close(self) -> None:
        self._orders.close()

    @Slot(object)
    def _choose_task(self, task_id: int | None) -> None:
        self._task_id = task_id
        self._order, self._skipped, self._answered = [], [], set()
        self._decided = set()
        self._current = None
        self._ask_next()
        self._browser.focus_images()

    def _leave_image(self) -> None:
        row = self._current
        if row is None or not self._asked:
            return
        self._skipped = [one for one in self._skipped if one != row]
        if row in self._answered or not self._is_open(row, self._reason):
            self._answered.add(row)
            self._pace.note(self._clock.elapsed() / 1000)
            if self._reason is Reason.CHANCE:
                self._session.run(lambda project: note_asked(project, row))
        else:
            self._skipped.append(row)

    def _is_open(self, row: int, reason: Reason | None) -> bool:
        """Whether anything is unknown of it, or, where chance drew it, was not seen."""
        project_view = self._project_view
        if project_view is None or row >= len(project_view.matrix):
            return False
        _, known = in_scope(project_view.schema, project_view.matrix[[row]], self._task_id)
        unknown = bool((known == State.UNKNOWN).any())
        return unknown or (reason in DRAWN_OR_SKIPPED and bool(self._unseen(row)))

    def _unseen(self, row: int) -> tuple[tuple[int, State], ...]:
        """What is annotated of it and nobody saw: whoever accepts the image has seen it."""
        view = self._project_view
        if view is None or row >= len(view.matrix):
            return ()
        part, states = in_scope(view.schema, view.matrix[[row]], self._task_id)
        judging = in_scope(view.schema, view.judging[[row]], self._task_id)[1]
        return unseen_states(part, states[0], judging[0])

    def _suggested(self, row: int) -> tuple[tuple[int, State], ...]:
        view = self._project_view
        if view is None:
            return ()
        return suggested(view.schema, view.matrix, view.predictions, row, self._task_id)

    def _ask_next(self) -> None:
        """Show the next image, or wait for the order to come."""
        while self._order:
            row, reason = self._order.pop(0)
            if row != self._current and row not in self._answered and self._is_open(row, reason):
                self._current, self._reason, self._asked = row, reason, True
                self._wants_next = False
                self._reasons[reason] += 1
                self._clock.start()
                self._browser.show_image(row)
                self._show_counts()
                return
        self._wants_next = True
        self._sort()

    def _sort(self) -> None:
        project_view = self._project_view
        if project_view is None or not self.active:
            return
        schema, predictions, folder = (
            project_view.schema,
            project_view.predictions,
            project_view.folder,
        )
        states, images, task_id = project_view.matrix, project_view.images, self._task_id
        judging = project_view.judging
        status, shelf = images.status, project_view.features
        skipped, seed = tuple(self._skipped), len(self._answered)
        asked = dict(self._reasons)
        unlike = self._first
        speaking = dict(project_view.speaking)

        def work() -> ReviewQueue:
            missing = (ImageStatus.UNREADABLE, ImageStatus.MISSING)
            among = np.flatnonzero(np.isin(status, missing, invert=True))
            part, _ = in_scope(schema, states[:0], task_id)
            own = {label: speaking[label] for label in part.columns if label in speaking}
            return review_queue(
                schema, states, predictions, read_groups(folder), read_points(folder),
                shelf.read(images),
                unlike=still_unlike(unlike, images, states).tolist(),
                among=among,
                task_id=task_id, skipped=skipped, asked=asked, seed=seed, judging=judging,
                named=likely_named(among, schema, states, own),
            )  # fmt: skip

        self._orders.submit(work, self._take_order, refresh=True)

    def _take_order(self, queue: ReviewQueue) -> None:
        if not self.active:
            return
        self._order = list(zip(queue.rows.tolist(), queue.reasons, strict=True))
        self._remaining, self._more = queue.remaining, queue.unseen
        self._show_counts()
        if not self._wants_next:
            return
        if any(self._can_be_next(*one) for one in self._order):
            self._ask_next()
        elif self._labelling.busy:
            return  # what was answered last is being saved, and follow() sorts again
        elif self._current is not None and self._is_open(self._current, self._reason):
            self._order = [(self._current, Reason.LATER)]  # the only one left
            self._current = None
            self._ask_next()
        else:
            self._wants_next = False
            self.told.emit(Notice(self.tr("Every image has been reviewed."), serious=False))
            self._browser.show_grid()

    def _can_be_next(self, row: int, reason: Reason) -> bool:
        return row != self._current and row not in self._answered and self._is_open(row, reason)

    def _left(self) -> int:
        """Images nobody has gone through yet, then those that still have something unknown.

        What no model suggests yet, and nobody said, keeps an image open; it is left no more.
        """
        through = sum(self._is_open(row, None) for row in self._answered | self._decided)
        fresh = self._remaining - through
        return fresh if fresh > 0 else max(0, self._remaining - len(self._answered))

    def _show_counts(self) -> None:
        remaining = self._left()
        seconds = self._pace.seconds_for(remaining)
        behind = self._answered - {self._current}
        partly = sum(self._is_open(row, None) for row in behind)
        self._banner.show_counts(self._pace.done, partly, remaining, self._more, seconds)

    @Slot()
    def _follow_arrows(self) -> None:
        """What is seen is what is asked about, also where a person goes to another image."""
        viewer = self._browser.looked_at
        row = None if viewer is None else viewer.row
        if self.active and self._current is not None and row not in (None, self._current):
            self._leave_image()
            self._current, self._reason = row, None
            self._asked = self._is_open(row, None) if row is not None else False
            self._clock.start()
            self._show_counts()
        self._show_image()

    @Slot()
    def _show_image(self) -> None:
        project_view, row = self._project_view, self._current
        if project_view is None or row is None or not self.active:
            return
        states = self._suggested(row)
        self.suggests.emit(dict(states))
        names, unseen = self._names(states), self._unseen(row)
        if unseen:
            text = self.tr("Labelled without a look at it: {0}. Space: that is right").format(
                ", ".join(self._names(unseen)) or self.tr("none of these labels")
            )
            if names:
                text += " · " + self.tr("Suggested: {0}").format(", ".join(names))
        elif names:
            text = self.tr("Suggested: {0}").format(", ".join(names))
        elif states:
            text = self.tr("Suggested: none of what is unknown")
        else:
            text = self.tr("No suggestions: answer by the labels' keys")
            if project_view.predictions is not None:
                text = self.tr("No suggestions, the model cannot tell: answer by the labels' keys")
        named = self._named(row)
        if named and not states and not unseen:
            text = self.tr("By the name alone: {0}. Nothing has judged this: answer by a key")
            text = text.format(", ".join(named))
        elif named:
            text += " · " + self.tr("By the name alone: {0}").format(", ".join(named))
        self._banner.show_image(text, self._reason)

    def _named(self, row: int) -> list[str]:
        """The labels in scope that the image looks like by their names alone."""
        view = self._project_view
        if view is None or row >= len(view.matrix):
            return []
        part, _ = in_scope(view.schema, view.matrix[:0], self._task_id)
        ids, scores = view.scores_by_name(np.array([row], dtype=np.int64))
        likely = {one for one, score in zip(ids, scores[0], strict=True) if not np.isnan(score)}
        return [one.name for one in part.labels if one.id in likely]

    def _names(self, states: tuple[tuple[int, State], ...]) -> list[str]:
        """Of the labels that are present among these states."""
        view = self._project_view
        present = [label_id for label_id, state in states if state is State.PRESENT]
        return [] if view is None else [view.schema.label(one).name for one in present]

    @Slot(bool)
    def _follow_viewer(self, viewed: bool) -> None:
        """Leaving the image, by whatever way, is leaving the review."""
        before = self._before
        if viewed or before is None:
            return
        self._end()
        before.return_to(self._browser.grid)
        self._browser.carry_selection()
        self._browser.focus_images()

    def _end(self) -> None:
        was_active = self.active
        self._orders.forget()
        self._reset()
        if was_active:
            self._area.hide_banner(self._banner)
            self.suggests.emit({})
            self.shown.emit(False)
