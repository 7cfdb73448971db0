"""Annotates the selected images: keys and clicks become commands, undo and redo included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import Seen, State
from labelmt.domain.changes import Changes
from labelmt.gui.core.action_queue import ActionQueue
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.copied_states import States, known_states
from labelmt.gui.labelling.label_keys import LabelKey
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    ConfirmAnnotations,
    PasteStates,
    ProjectCommand,
    RevertAction,
    RevertSource,
    SetAnnotations,
)
from labelmt.project.project import Project
from labelmt.project.review.bulk_accept import accept_shown


class SelectionAnnotator(ProjectPart):
    """One key or click, one command on the whole selection.

    Present on images that all have it already clears to unknown; what is asked for and is so
    already does nothing.

    Args:
        selection: rows that a key or click marks.
        seen: how a person sees these rows now.
    """

    asked = Signal()
    """A key or click has asked for something."""
    done = Signal(object)
    """Changes of an action that has just been saved."""
    idle_press = Signal()
    """A label was pressed while no image is selected."""
    asserted_unseen = Signal(object)
    """States by label that were asserted of images nobody saw: (label id, State, rows) each."""
    key_used = Signal()
    """A key has asked for something on the selection: one may go on to the next image."""
    toasted = Signal(str)
    """What became of a key that shows nothing by itself."""

    def __init__(
        self,
        session: ProjectSession,
        selection: Callable[[], Rows],
        seen: Callable[[Rows], Seen] = lambda _rows: Seen.UNSEEN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._selection = selection
        self._seen = seen
        self._turns = ActionQueue(self.asked.emit)
        self._project_view: ProjectView | None = None
        self._last: States = ()
        self._copied: States = ()
        self._answer: Callable[[int, State], None] | None = None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Label this project from now on, or none."""
        self._project_view = project_view
        self._last = self._copied = ()
        self._turns.clear()

    def answer_by(self, answer: Callable[[int, State], None] | None) -> None:
        """Let keys and clicks of labels answer a question instead; None: label again."""
        self._answer = answer

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

    def has_label(self, key: str) -> bool:
        """Whether a label has this key."""
        project_view = self._project_view
        return project_view is not None and project_view.schema.label_for_shortcut(key) is not None

    def press(self, key: LabelKey) -> None:
        """A label's key was pressed."""
        label = (
            self._project_view.schema.label_for_shortcut(key.key) if self._project_view else None
        )
        if label is not None:
            self.mark(label.id, key.state)
            if self._answer is None:
                self.key_used.emit()

    @Slot(int, object)
    def mark(self, label_id: int, state: State) -> None:
        """Set a label's state on the images that are selected now; present toggles."""
        if self._answer is not None:
            self._answer(label_id, state)
            return
        self._on_selection(lambda rows, seen, done: self._mark(rows, label_id, state, seen, done))

    def paint(
        self, rows: Sequence[int], label_id: int, state: State, saved: Callable[[], None]
    ) -> None:
        """Set a state on these images as one action; it is not toggled.

        Args:
            saved: called when it is on disk and shown, or has failed.
        """
        wanted = np.array(rows, dtype=np.int64)
        seen = self._seen(wanted)

        def start(done: Callable[[], None]) -> None:
            def end() -> None:
                done()
                saved()

            self._set(wanted, ((label_id, state),), seen, end)

        self._turns.add(start)

    def confirm(self, rows: Sequence[int], label_id: int, saved: Callable[[], None]) -> None:
        """Keep what is annotated of a label although a model contradicts it; see ``paint``."""

        def start(done: Callable[[], None]) -> None:
            def end() -> None:
                done()
                saved()

            command = ConfirmAnnotations(tuple(rows), label_id)
            self._session.apply(command, self._ending(end), self._failing(end))

        self._turns.add(start)

    @Slot()
    def repeat(self) -> None:
        """Assert on the selection what was asserted last, wherever that was."""
        if self._on_selection(self._repeat):
            self.key_used.emit()

    def copy(self, row: int | None) -> None:
        """Remember what is known of one image."""
        project_view = self._project_view
        if project_view is None or row is None:
            self.idle_press.emit()
            return
        self._copied = known_states(project_view.matrix[row], project_view.schema)
        if not self._copied:
            self.toasted.emit(self.tr("Nothing is known of this image: there is nothing to copy."))
            return
        self.toasted.emit(self.tr("Copied: {0}").format(self._words(self._copied)))

    @property
    def copied(self) -> States:
        """What paste would assert."""
        return self._copied

    def paste(self, *, present_only: bool) -> None:
        """Assert on the selection what was copied, all of it or what is present."""
        rows = self._selection()
        if self._answer is not None:
            return
        if not len(rows):
            self.idle_press.emit()
            return
        states = tuple(
            (label_id, state)
            for label_id, state in self._copied
            if state is State.PRESENT or not present_only
        )
        if not states:
            self.toasted.emit(self.tr("There is nothing to paste: copy an image's labels first."))
            return
        seen = self._seen(rows)
        self._turns.add(lambda done: self._set(rows, states, seen, done))
        self.key_used.emit()

    @Slot()
    def accept_shown(self) -> None:
        """Assert what is suggested of the selection, as its outlined chips have it."""
        if self._on_selection(self._accept_shown):
            self.key_used.emit()

    def accept(self, command: AcceptSuggestions) -> None:
        """Assert suggestions, after all that was asked for before."""
        self._turns.add(lambda done: self._apply_suggestions(command, done))

    def _apply_suggestions(self, command: AcceptSuggestions, done: Callable[[], None]) -> None:
        end = self._ending(done)

        def saved(changes: Changes) -> None:
            end(changes)
            if command.seen is Seen.UNSEEN:
                self.asserted_unseen.emit(command.states)

        self._session.apply(command, saved, self._failing(done))

    def apply(self, command: ProjectCommand) -> None:
        """Do any other command, after all that was asked for before."""
        self._turns.add(
            lambda done: self._session.apply(command, self._ending(done), self._failing(done))
        )

    @Slot()
    def undo(self) -> None:
        self._turns.add(lambda done: self._session.undo(self._ending(done), self._failing(done)))

    @Slot()
    def redo(self) -> None:
        self._turns.add(lambda done: self._session.redo(self._ending(done), self._failing(done)))

    @Slot(int)
    def go_to(self, action_id: int) -> None:
        """Undo or redo up to an action of the history; 0 is the beginning."""
        self._run(lambda project: project.go_to(action_id))

    def revert(self, command: RevertAction | RevertSource) -> None:
        """Take back an earlier action, or all that is from one source."""

        def work(project: Project) -> Changes | None:
            return project.apply(command) or None

        self._run(work, self.tr("Nothing of it is left: there was nothing to take back."))

    def _run(self, work: Callable[[Project], Changes | None], nothing: str = "") -> None:
        def start(done: Callable[[], None]) -> None:
            end = self._ending(done)

            def told(changes: Changes | None) -> None:
                end(changes)
                if changes is None and nothing:
                    self.toasted.emit(nothing)

            self._session.run(work, told, self._failing(done))

        self._turns.add(start)

    def _on_selection(self, act: Callable[[Rows, Seen, Callable[[], None]], None]) -> bool:
        """Do something with the images selected now, when its turn comes; whether there are any."""
        if self._answer is not None:
            return False  # a question has its own answers
        rows = self._selection()
        if not len(rows):
            self.idle_press.emit()
            return False
        seen = self._seen(rows)  # as it is now: by then the grid may have scrolled
        self._turns.add(lambda done: act(rows, seen, done))
        return True

    def _mark(
        self, rows: Rows, label_id: int, state: State, seen: Seen, done: Callable[[], None]
    ) -> None:
        project_view = self._project_view
        if project_view is None or label_id not in project_view.schema.columns:
            done()
            return
        before = project_view.state_of(rows, label_id)
        if before is State.PRESENT and state is State.PRESENT:
            state = State.UNKNOWN
        elif before is state:
            done()
            return
        self._set(rows, ((label_id, state),), seen, done)

    def _accept_shown(self, rows: Rows, seen: Seen, done: Callable[[], None]) -> None:
        project_view = self._project_view
        if project_view is None:
            done()
            return
        parts = project_view.schema, project_view.matrix, project_view.predictions

        def take(command: AcceptSuggestions | None) -> None:
            if command is not None:
                self._apply_suggestions(command, done)
                return
            self.toasted.emit(self.tr("Nothing is suggested here that is not known already."))
            done()

        # Not here: of a million images it takes a second.
        self._session.run(
            lambda _project: accept_shown(*parts, rows, seen), take, self._failing(done)
        )

    def _repeat(self, rows: Rows, seen: Seen, done: Callable[[], None]) -> None:
        if not self._last:
            self.toasted.emit(self.tr("There is nothing to repeat yet."))
            done()
            return
        self._set(rows, self._last, seen, done)

    def _set(self, rows: Rows, states: States, seen: Seen, done: Callable[[], None]) -> None:
        columns = self._project_view.schema.columns if self._project_view is not None else {}
        states = tuple(one for one in states if one[0] in columns)  # labels may be gone
        if not states:
            done()
            return
        self._last = states

        def work(project: Project) -> Changes:
            # A million rows as numbers of Python's are too much for the thread of the window.
            where = tuple(np.asarray(rows).tolist())
            if len(states) > 1:
                return project.apply(PasteStates(where, states, seen))
            [(label_id, state)] = states
            return project.apply(SetAnnotations(where, label_id, state, seen=seen))

        end = self._ending(done)

        def saved(changes: Changes) -> None:
            end(changes)
            if seen is Seen.UNSEEN:
                self.asserted_unseen.emit([(one, state, rows) for one, state in states])

        self._session.run(work, saved, self._failing(done))

    def _words(self, states: States) -> str:
        project_view = self._project_view
        if project_view is None:
            return ""
        absent = self.tr("not {0}")
        names = [
            (project_view.schema.label(label_id).name, state)
            for label_id, state in states
            if label_id in project_view.schema.columns
        ]
        return ", ".join(
            name if state is State.PRESENT else absent.format(name) for name, state in names
        )

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
