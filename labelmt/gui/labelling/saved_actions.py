"""Actions on annotations, one after the other: saved, told of with what they wrote, undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from labelmt.domain.annotations import Seen
from labelmt.domain.changes import Changes
from labelmt.gui.core.action_queue import ActionQueue
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    ProjectCommand,
    RevertAction,
    RevertSource,
    TransferLabels,
)
from labelmt.project.project import Project
from labelmt.project.review.acceptance_checks import Asserted
from labelmt.project.review.written_states import Annotating, Written, apply_counting

TOLD_FROM = 20
"""Images one key marks, or an undo changes, from which it is told what became of them."""


class SavedActions(ProjectPart):
    """Queues what is asked for; each starts when the one before it is on disk."""

    asked = Signal()
    """A key or click has asked for something."""
    done = Signal(object)
    """Changes of an action that has just been saved."""
    toasted = Signal(str)
    """What became of a key that shows nothing by itself."""
    wrote = Signal(object, object)
    """Written of an action that is to be told of, and what of it nobody saw, as Asserted."""
    undone = Signal(object)
    """Changes of an undo that is saved and shown."""
    redone = Signal(object)

    def __init__(self, session: ProjectSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turns = ActionQueue(self.asked.emit)

    @property
    def busy(self) -> bool:
        """Whether a key or click is not saved yet."""
        return self._turns.busy

    def when_saved(self, act: Callable[[], None]) -> None:
        """Call when everything asked for so far is on disk; at once where it is already."""

        def start(done: Callable[[], None]) -> None:
            done()
            act()

        self._turns.add(start)

    def accept(self, command: AcceptSuggestions) -> None:
        """Assert suggestions, after all that was asked for before."""
        self._turns.add(lambda done: self._apply_suggestions(command, done))

    def _apply_suggestions(self, command: AcceptSuggestions, done: Callable[[], None]) -> None:
        unseen = command.states if command.seen is Seen.UNSEEN else ()
        if unseen or max(len(rows) for _label, _state, rows in command.states) >= TOLD_FROM:
            self._apply_told(lambda: command, unseen, done)
        else:
            self._session.apply(command, self._ending(done), self._failing(done))

    def _apply_told(
        self,
        make: Callable[[], Annotating],
        unseen: Asserted,
        done: Callable[[], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do a command, made off the window's thread, and tell what it wrote."""

        def work(project: Project) -> tuple[Changes, Written]:
            return apply_counting(project, make())

        end = self._ending(done)

        def saved(result: tuple[Changes, Written]) -> None:
            end(result[0])
            self.wrote.emit(result[1], unseen)

        self._session.run(work, saved, failed or self._failing(done))

    def apply(self, command: ProjectCommand) -> None:
        """Do any other command, after all that was asked for before."""
        if isinstance(command, TransferLabels):
            self._turns.add(lambda done: self._apply_told(lambda: command, (), done))
            return
        self._turns.add(
            lambda done: self._session.apply(command, self._ending(done), self._failing(done))
        )

    @Slot()
    def undo(self) -> None:
        self._run(lambda project: project.undo(), turned=self.undone)

    @Slot()
    def redo(self) -> None:
        self._run(lambda project: project.redo(), turned=self.redone)

    @Slot(int)
    def go_to(self, action_id: int) -> None:
        """Undo or redo up to an action of the history; 0 is the beginning."""
        self._run(lambda project: project.go_to(action_id))

    def revert(self, command: RevertAction | RevertSource) -> None:
        """Take back an earlier action, or all that is from one source."""

        def work(project: Project) -> Changes | None:
            return project.apply(command) or None

        self._run(work, self.tr("Nothing of it is left: there was nothing to take back."))

    def _run(
        self,
        work: Callable[[Project], Changes | None],
        nothing: str = "",
        turned: SignalInstance | None = None,
    ) -> None:
        def start(done: Callable[[], None]) -> None:
            end = self._ending(done)

            def told(changes: Changes | None) -> None:
                end(changes)
                if changes is None and nothing:
                    self.toasted.emit(nothing)
                if changes is not None and turned is not None:
                    turned.emit(changes)

            self._session.run(work, told, self._failing(done))

        self._turns.add(start)

    def _ending(self, done: Callable[[], None]) -> Callable[[Changes | None], None]:
        def end(changes: Changes | None) -> None:
            done()
            if changes is not None:
                self.done.emit(changes)

        return end

    def _failing(self, done: Callable[[], None]) -> Callable[[Exception], None]:
        def end(error: Exception) -> None:
            done()
            self._session.failed.emit(error)

        return end
