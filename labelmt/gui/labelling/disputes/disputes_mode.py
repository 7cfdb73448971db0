"""Disputes of the selected image: who said what of a label is shown, and settled by one key."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import State
from labelmt.domain.people import Statement
from labelmt.domain.schema import Label, Schema, TaskKind
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.disputes.dispute_box import Answer, Dispute, DisputeBox
from labelmt.project.images.dispute_reading import Disputes
from labelmt.project.snapshot import Update

NOBODY = -1


class DisputesMode(ProjectPart):
    """Asks about one disputed label at a time; what was said is read on the project's thread."""

    answered = Signal()
    """The last dispute of the image is settled: one may go on to the next image."""

    def __init__(
        self,
        session: ProjectSession,
        labelling: SelectionAnnotator,
        box: DisputeBox,
        browser: Browser,
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._labelling, self._box = session, labelling, box
        self._browser, self._commands = browser, commands
        self._project_view: ProjectView | None = None
        self._row = NOBODY
        self._dispute: Dispute | None = None
        self._asked = 0
        box.settled.connect(self.settle)
        commands.settle.triggered.connect(lambda: self.settle(0))
        commands.settle_other.triggered.connect(lambda: self.settle(1))
        browser.selection_changed.connect(self._look)
        self._show(None)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Look for disputes in this project from now on, or in none."""
        self._project_view = project_view
        self._asked += 1
        self._show(None)

    def follow(self, update: Update) -> None:
        """Look again after what people said has changed."""
        if update.changes.annotations is not None or update.changes.schema:
            self._look()

    @Slot(int)
    def settle(self, place: int) -> None:
        """Decide the dispute that is shown."""
        dispute = self._dispute
        if dispute is not None and place < len(dispute.answers):
            answer = dispute.answers[place]
            more = dispute.more
            self._labelling.settle(
                (dispute.row,),
                answer.label.id,
                answer.state,
                self.answered.emit if not more else lambda: None,
            )

    @Slot()
    def _look(self) -> None:
        view, rows = self._project_view, self._browser.selected_rows()
        row = int(rows[0]) if len(rows) == 1 else NOBODY
        self._asked += 1
        if view is None or row == NOBODY:
            self._show(None)
            return
        disputed = [one for one in view.schema.labels if row in view.disputed.get(one.id, ())]
        if not disputed:
            self._show(None)
            return
        asked = self._asked

        def done(said: tuple[Statement, ...]) -> None:
            if asked == self._asked and self._project_view is view:
                self._show(dispute_of(row, disputed, said, view.schema))

        self._session.run(
            lambda project: project.statements_of(row), done, self._session.look_failed
        )

    def _show(self, dispute: Dispute | None) -> None:
        self._dispute = dispute
        self._box.show_dispute(dispute)
        answers = len(dispute.answers) if dispute is not None else 0
        self._commands.settle.setEnabled(answers > 0)
        self._commands.settle_other.setEnabled(answers > 1)


def dispute_of(
    row: int, disputed: list[Label], said: tuple[Statement, ...], schema: Schema
) -> Dispute:
    """The first dispute of an image, as it is shown."""
    first = disputed[0]
    task = schema.task_of(first.id)
    if task.kind is TaskKind.MULTICLASS:
        names = {one.id: one.name for one in task.labels}
        lines = [(names[one.label_id], one) for one in said if one.label_id in names]
        wanted = [one for one in said if one.label_id in names and one.state == State.PRESENT]
        wanted.sort(key=lambda one: (not one.stands, one.at))
        labels = dict.fromkeys(one.label_id for one in wanted)
        answers = tuple(Answer(schema.label(one), State.PRESENT) for one in labels)
        more = sum(1 for one in disputed if one.task_id != task.id)
        lines.sort(key=lambda line: line[1].at)
        return Dispute(row, first, tuple(lines), answers, more)
    lines = sorted(
        (("", one) for one in said if one.label_id == first.id), key=lambda line: line[1].at
    )
    stands = next((State(one.state) for _, one in lines if one.stands), State.PRESENT)
    other = State.ABSENT if stands is State.PRESENT else State.PRESENT
    answers = (Answer(first, stands), Answer(first, other))
    return Dispute(row, first, tuple(lines), answers, len(disputed) - 1)


def disputed_rows(disputes: Disputes) -> int:
    """How many images have a dispute."""
    return len({row for rows in disputes.values() for row in rows.tolist()})
