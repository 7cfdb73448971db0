"""Annotates the selected images: keys and clicks become commands, undo and redo included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import Seen, State
from labelmt.domain.changes import Changes
from labelmt.domain.schema import TaskKind
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.labelling.consent.ask_first import Consent
from labelmt.gui.labelling.consent.questions import (
    Question,
    about_marks,
    about_rest,
    about_states,
    about_suggestions,
)
from labelmt.gui.labelling.copied_states import States, known_states
from labelmt.gui.labelling.label_keys import LabelKey
from labelmt.gui.labelling.saved_actions import TOLD_FROM, SavedActions
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    ConfirmAnnotations,
    LabelWithNew,
    PasteStates,
    ProjectCommand,
    SetAnnotations,
    SetRestAbsent,
    SettleDisputes,
)
from labelmt.project.project import Project
from labelmt.project.review.bulk_accept import accept_shown

Asking = Callable[[ProjectView, Rows], Question]


class SelectionAnnotator(SavedActions):
    """One key or click, one command on the whole selection.

    Present on images that all have it already clears to unknown; what is asked for and is so
    already does nothing.

    Args:
        selection: rows that a key or click marks.
        seen: how a person sees these rows now.
    """

    idle_press = Signal()
    """A label was pressed while no image is selected."""
    key_used = Signal()
    """A key has asked for something on the selection: one may go on to the next image."""

    def __init__(
        self,
        session: ProjectSession,
        selection: Callable[[], Rows],
        seen: Callable[[Rows], Seen] = lambda _rows: Seen.UNSEEN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(session, parent)
        self._selection = selection
        self._seen = seen
        self._project_view: ProjectView | None = None
        self._last: States = ()
        self._copied: States = ()
        self._answer: Callable[[int, State], None] | None = None
        self._consent: Consent | None = None
        self._rest_too: Callable[[], bool] = lambda: False

    def ask_by(self, consent: Consent) -> None:
        """Ask before a key marks images that are out of view."""
        self._consent = consent

    def set_project(self, project_view: ProjectView | None) -> None:
        """Label this project from now on, or none."""
        self._project_view = project_view
        self._last = self._copied = ()
        self._turns.clear()

    def answer_by(self, answer: Callable[[int, State], None] | None) -> None:
        """Let keys and clicks of labels answer a question instead; None: label again."""
        self._answer = answer

    def has_label(self, key: str) -> bool:
        """Whether a label has this key."""
        project_view = self._project_view
        return project_view is not None and project_view.schema.label_for_shortcut(key) is not None

    def press(self, key: LabelKey) -> None:
        """A label's key was pressed."""
        label = (
            self._project_view.schema.label_for_shortcut(key.key) if self._project_view else None
        )
        view, then = self._project_view, self.key_used.emit
        if label is None or view is None:
            return
        task = view.schema.task_of(label.id)
        alone = key.state is State.PRESENT and task.kind is TaskKind.MULTILABEL
        if alone and self._rest_too() and self._answer is None and not self._have(label.id):
            self._set_rest((task.id,), label.id, then)
        else:
            self.mark(label.id, key.state, then)

    def _have(self, label_id: int) -> bool:
        """Whether all selected images have a label: its key takes it back."""
        rows, view = self._selection(), self._project_view
        return view is not None and view.state_of(rows, label_id) is State.PRESENT

    def rest_by(self, rest_too: Callable[[], bool]) -> None:
        """Have a label's key set the rest of its task absent, too, while this says so."""
        self._rest_too = rest_too

    @Slot(int, object)
    def mark(
        self,
        label_id: int,
        state: State,
        then: Callable[[], None] = lambda: None,
        *,
        toggles: bool = True,
    ) -> None:
        """Set a label's state on the images that are selected now; present toggles, if it may.

        Args:
            then: called as soon as it has been asked for, and agreed to where that is needed.
        """
        if self._answer is not None:
            self._answer(label_id, state)
            return
        self._on_selection(
            lambda rows, seen, done: self._mark(rows, label_id, state, seen, done, toggles=toggles),
            self._about(((label_id, state),)),
            then,
        )

    @Slot(int, object)
    def mark_typed(self, label_id: int, state: State) -> None:
        """The same for a label whose name was typed: nothing is toggled."""
        self.mark(label_id, state, toggles=False)

    def label_with_new(
        self, name: str, task_id: int | None, task_name: str, refused: Callable[[], None]
    ) -> None:
        """Make a label and set it present on the selection, as one action.

        Args:
            task_name: of the task that is made for it where ``task_id`` is None.
            refused: called where there can be no such label; the error is told as well.
        """

        def act(rows: Rows, seen: Seen, done: Callable[[], None]) -> None:
            view = self._project_view
            into = task_id
            if into is None and view is not None and view.schema.tasks:
                into = view.schema.tasks[0].id  # made by what was typed before
            known = set(view.schema.columns) if view is not None else set()

            def ended() -> None:
                done()
                now = self._project_view
                made = set(now.schema.columns) - known if now is not None else set()
                self._last = tuple((label_id, State.PRESENT) for label_id in made)

            def failed(error: Exception) -> None:
                done()
                refused()
                self._session.failed.emit(error)

            def make() -> LabelWithNew:
                return LabelWithNew(tuple(np.asarray(rows).tolist()), name, into, task_name, seen)

            if len(rows) >= TOLD_FROM:
                self._apply_told(make, (), ended, failed)
            else:
                self._session.run(
                    lambda project: project.apply(make()), self._ending(ended), failed
                )

        words = self.tr("Label these images “{0}”?").format(name)
        self._on_selection(act, lambda _view, rows: about_marks(rows, words))

    @property
    def answers(self) -> bool:
        """Whether keys and clicks of labels answer a question now."""
        return self._answer is not None

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
        self._in_turn(ConfirmAnnotations(tuple(rows), label_id), saved)

    def settle(
        self, rows: Sequence[int], label_id: int, state: State, saved: Callable[[], None]
    ) -> None:
        """Decide what people disagree about; see ``paint``."""
        self._in_turn(SettleDisputes(tuple(rows), label_id, state), saved)

    def _in_turn(self, command: ProjectCommand, saved: Callable[[], None]) -> None:
        def start(done: Callable[[], None]) -> None:
            def end() -> None:
                done()
                saved()

            self._session.apply(command, self._ending(end), self._failing(end))

        self._turns.add(start)

    @Slot()
    def repeat(self) -> None:
        """Assert on the selection what was asserted last, wherever that was."""
        self._on_selection(self._repeat, self._about(self._last), self.key_used.emit)

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
        states = tuple(
            (label_id, state)
            for label_id, state in self._copied
            if state is State.PRESENT or not present_only
        )
        if not states and self._answer is None and len(self._selection()):
            text = self.tr("There is nothing to paste: copy an image's labels first.")
            self.toasted.emit(text)
            return
        self._on_selection(
            lambda rows, seen, done: self._set(rows, states, seen, done),
            self._about(states),
            self.key_used.emit,
        )

    @Slot()
    def accept_shown(self) -> None:
        """Assert what is suggested of the selection, as its outlined chips have it."""
        self._on_selection(self._accept_shown, about_suggestions, self.key_used.emit)

    def accept_and(
        self, go_on: Callable[[], None], *, only: int | None = None, quiet: bool = True
    ) -> None:
        """The same in a mode, which goes on afterwards, also where nothing is suggested.

        Args:
            only: of this label; None: of all.
            quiet: whether that nothing is suggested needs no words.
        """
        if not len(self._selection()):
            go_on()
            return
        self._on_selection(
            lambda rows, seen, done: self._accept_shown(rows, seen, done, only, quiet=quiet),
            about_suggestions,
            go_on,
        )

    def rest_absent(self, task_id: int | None) -> None:
        """Set what is unknown of a task of the selection absent; None: of all tasks."""
        view = self._project_view
        tasks = view.schema.tasks if view is not None else ()
        ids = tuple(
            task.id
            for task in tasks
            if task.kind is TaskKind.MULTILABEL and task_id in (None, task.id)
        )
        if not ids:
            text = self.tr("Where an image has exactly one label, that one tells the rest.")
            self.toasted.emit(text)
            return
        self._set_rest(ids, None, self.key_used.emit)

    def _set_rest(
        self, task_ids: tuple[int, ...], present: int | None, then: Callable[[], None]
    ) -> None:
        def act(rows: Rows, seen: Seen, done: Callable[[], None]) -> None:
            def make() -> SetRestAbsent:
                return SetRestAbsent(tuple(rows.tolist()), task_ids, present, seen)

            if len(rows) >= TOLD_FROM:
                self._apply_told(make, (), done)
            else:
                self._session.apply(make(), self._ending(done), self._failing(done))

        self._on_selection(act, lambda view, rows: about_rest(view, rows, task_ids, present), then)

    def mark_images(
        self,
        make: Callable[[tuple[int, ...]], ProjectCommand],
        words: str,
        rows: Rows | None = None,
    ) -> None:
        """Do a command about the selected images themselves, not their labels.

        Args:
            words: what is asked before where many of them are out of view.
            rows: images that were selected before, for what took a while to type.
        """

        def act(rows: Rows, _seen: Seen, done: Callable[[], None]) -> None:
            def work(project: Project) -> Changes:
                return project.apply(make(tuple(rows.tolist())))

            self._session.run(work, self._ending(done), self._failing(done))

        self._on_selection(act, lambda _view, rows: about_marks(rows, words), rows=rows)

    def leave(self, last: ProjectCommand | None) -> None:
        """The project is left: write what was typed and waits, and a last command behind it."""
        self._turns.leave()
        if last is not None:
            self._session.apply(last)

    def _on_selection(
        self,
        act: Callable[[Rows, Seen, Callable[[], None]], None],
        asking: Asking,
        then: Callable[[], None] = lambda: None,
        rows: Rows | None = None,
    ) -> None:
        """Do something with the images selected now, when its turn comes.

        Args:
            asking: what is asked before, where these images are many and out of view.
            then: called when it is queued; not where nothing is selected or it is not agreed to.
            rows: these images instead; written also where the project is left before its turn.
        """
        if self._answer is not None and rows is None:
            return  # a question has its own answers
        keep = rows is not None
        if rows is None:
            rows = self._selection()
        if not len(rows):
            self.idle_press.emit()
            return
        seen = self._seen(rows)  # as it is now: by then the grid may have scrolled

        def go() -> None:
            self._turns.add(lambda done: act(rows, seen, done), keep=keep)
            then()

        view, consent = self._project_view, self._consent
        if view is None or consent is None or not consent.needed(rows, seen):
            go()
        else:
            consent.ask(asking(view, rows), go, go)

    def _about(self, states: States) -> Asking:
        return lambda view, rows: about_states(view, rows, states, self._words(states))

    def _mark(
        self,
        rows: Rows,
        label_id: int,
        state: State,
        seen: Seen,
        done: Callable[[], None],
        *,
        toggles: bool,
    ) -> None:
        project_view = self._project_view
        if project_view is None or label_id not in project_view.schema.columns:
            done()
            return
        before = project_view.state_of(rows, label_id)
        if before is State.PRESENT and state is State.PRESENT and toggles:
            state = State.UNKNOWN
        elif before is state:
            if not toggles:
                self.toasted.emit(self.tr("Nothing to change: it is so already."))
            done()
            return
        self._set(rows, ((label_id, state),), seen, done)

    def _accept_shown(
        self,
        rows: Rows,
        seen: Seen,
        done: Callable[[], None],
        only: int | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        project_view = self._project_view
        if project_view is None:
            done()
            return
        parts = project_view.schema, project_view.matrix, project_view.predictions
        judging = project_view.judging

        def take(command: AcceptSuggestions | None) -> None:
            if command is not None:
                self._apply_suggestions(command, done)
                return
            if not quiet:
                text = self.tr("Nothing is suggested here that is not known already.")
                if seen is Seen.UNSEEN and project_view.from_elsewhere:
                    text = self.tr(
                        "What another project's model suggests is accepted where you see the "
                        "images, or when you have looked at a dozen."
                    )
                self.toasted.emit(text)
            done()

        # Not here: of a million images it takes a second.
        self._session.run(
            lambda _project: accept_shown(*parts, rows, seen, only, judging),
            take,
            self._failing(done),
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

        def make() -> SetAnnotations | PasteStates:
            # A million rows as numbers of Python's are too much for the thread of the window.
            where = tuple(np.asarray(rows).tolist())
            if len(states) > 1:
                return PasteStates(where, states, seen)
            [(label_id, state)] = states
            return SetAnnotations(where, label_id, state, seen=seen)

        if len(rows) >= TOLD_FROM:
            unseen = [(label_id, state, rows.tolist()) for label_id, state in states]
            self._apply_told(make, unseen if seen is Seen.UNSEEN else (), done)
            return
        self._session.run(
            lambda project: project.apply(make()), self._ending(done), self._failing(done)
        )

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
