"""Spot check of a bulk acceptance: a random dozen is asked about, one by one, unaided."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import TaskKind
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.images.grid.grid_position import Bookmark
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.review.check_banner import CheckBanner
from labelmt.gui.labelling.review.check_text import checked_text
from labelmt.gui.widgets.notices import Notice
from labelmt.gui.widgets.work_area import WorkArea
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.review.acceptance_checks import (
    DRAWN,
    Asserted,
    CheckedPair,
    checked_share,
    draw_pairs,
    note_checked,
)


class AcceptanceCheck(ProjectPart):
    """Offers a check of what was asserted unseen, and asks about it in the viewer.

    Args:
        clear: ends what covers the images, as a sweep does.
    """

    shown = Signal(bool)
    """A check began or was left: what is known of images is hidden meanwhile."""

    def __init__(
        self,
        session: ProjectSession,
        area: WorkArea,
        browser: Browser,
        labelling: SelectionAnnotator,
        commands: Actions,
        clear: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._area, self._browser = session, area, browser
        self._labelling, self._clear = labelling, clear
        self.banner = CheckBanner()
        parent.destroyed.connect(self.banner.deleteLater)  # its own parent comes when it is shown
        self._project_view: ProjectView | None = None
        self._rng = np.random.default_rng()
        self._before: Bookmark | None = None
        self._pairs: tuple[CheckedPair, ...] = ()
        self._done = 0
        self.banner.answered.connect(self._answer_asked)
        self.banner.left.connect(browser.show_grid)
        commands.review.triggered.connect(self._end)  # the next image is asked about in its way
        browser.viewer_shown.connect(self._follow_viewer)
        browser.selection_changed.connect(self._stay)

    @property
    def active(self) -> bool:
        return self._before is not None

    @property
    def current(self) -> CheckedPair | None:
        """The pair that is asked about."""
        return self._pairs[self._done] if self.active and self._done < len(self._pairs) else None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: no check."""
        self._project_view = project_view
        self._end()

    def offer(self, asserted: Asserted) -> tuple[str, QAction] | None:
        """A check of a random dozen of what has just been saved, and why; None of less than that.

        It is offered in the notice of what was written.
        """
        project_view = self._project_view
        if project_view is None or sum(len(rows) for _label, _state, rows in asserted) < DRAWN:
            return None
        if len(self._draw(asserted, project_view)) < DRAWN:
            return None
        check = QAction(self.tr("Check {0} of them").format(DRAWN), self)
        check.triggered.connect(lambda: self._start(asserted))
        text = self.tr(
            "Labelled without a look at each image. A check of {0}, drawn by chance, tells how "
            "many are right."
        )
        return text.format(DRAWN), check

    def _draw(self, asserted: Asserted, project_view: ProjectView) -> tuple[CheckedPair, ...]:
        return draw_pairs(
            asserted, project_view.schema, project_view.matrix, project_view.judging, self._rng
        )

    def _start(self, asserted: Asserted) -> None:
        project_view = self._project_view
        pairs = () if project_view is None else self._draw(asserted, project_view)
        if not pairs:  # it was taken back
            return
        self._browser.show_grid()
        self._clear()
        self._before = Bookmark.of(self._browser.grid)
        self._pairs, self._done = pairs, 0
        self._labelling.answer_by(self._answer)
        self._area.show_banner(self.banner)
        self.shown.emit(True)
        self._ask()

    def _ask(self) -> None:
        project_view = self._project_view
        if project_view is None:
            return
        columns = project_view.schema.columns
        while (pair := self.current) is not None and pair.label_id not in columns:
            self._done += 1  # the label is gone
        if pair is None:
            self._tell()
            self._browser.show_grid()
            return
        label = project_view.schema.label(pair.label_id)
        self.banner.ask(label, self._done, len(self._pairs))
        self._browser.show_image(pair.row)

    @Slot(object)
    def _answer_asked(self, state: State) -> None:
        if (pair := self.current) is not None:
            self._answer(pair.label_id, state)

    def _answer(self, label_id: int, state: State) -> None:
        """Another label of the same one-of task is an answer, too; what else is pressed is none."""
        pair, project_view = self.current, self._project_view
        if pair is None or project_view is None or label_id not in project_view.schema.columns:
            return
        task = project_view.schema.task_of(label_id)
        instead = task.kind is TaskKind.MULTICLASS and state is State.PRESENT
        beside = instead and pair.label_id in {label.id for label in task.labels}
        if state is State.UNKNOWN or not (label_id == pair.label_id or beside):
            return
        self._session.run(lambda project: note_checked(project, pair))
        self._labelling.apply(SetAnnotations((pair.row,), label_id, state, seen=Seen.ONE))
        self._done += 1
        # The answer is saved before what it adds up to is told.
        self._labelling.when_saved(self._ask)

    def _tell(self) -> None:
        project_view = self._project_view
        if project_view is None:
            return
        labels = project_view.schema.label_ids
        share = checked_share(self._pairs, project_view.schema, project_view.judging, labels)
        text = self.tr("Of what was accepted: {0}").format(checked_text(share))
        self.told.emit(Notice(text, serious=False))

    @Slot()
    def _stay(self) -> None:
        """An arrow leads nowhere: what is asked about is what is seen."""
        pair, viewer = self.current, self._browser.looked_at
        if pair is not None and viewer is not None and viewer.row not in (None, pair.row):
            self._browser.show_image(pair.row)

    @Slot(bool)
    def _follow_viewer(self, viewed: bool) -> None:
        """Leaving the image, by whatever way, is leaving the check."""
        before = self._before
        if viewed or before is None:
            return
        self._end()
        before.return_to(self._browser.grid)
        self._browser.carry_selection()
        self._browser.focus_images()

    @Slot()
    def _end(self) -> None:
        was_active = self.active
        self._before, self._pairs, self._done = None, (), 0
        if was_active:
            self._labelling.answer_by(None)
            self._area.hide_banner(self.banner)
            self.shown.emit(False)
