"""Marks the selected images: keys and clicks become commands, undo and redo included."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.gui.label_keys import LabelKey
from labelmt.gui.library import Library, Rows
from labelmt.gui.session import ProjectSession
from labelmt.gui.turns import Turns
from labelmt.project.commands import SetAnnotations


class Labelling(QObject):
    """One key or click, one command on the whole selection.

    Present on images that all have it already clears to unknown; what is asked for and is so
    already does nothing.

    Args:
        selection: rows that a key or click marks.
    """

    done = Signal(object)
    """Changes of an action that has just been saved."""
    idle_press = Signal()
    """A label was pressed while no image is selected."""

    def __init__(
        self,
        session: ProjectSession,
        selection: Callable[[], Rows],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._selection = selection
        self._turns = Turns()
        self._library: Library | None = None

    def set_library(self, library: Library | None) -> None:
        """Label this project from now on, or none."""
        self._library = library
        self._turns.clear()

    @property
    def busy(self) -> bool:
        """Whether a key or click is not saved yet."""
        return self._turns.busy

    def has_label(self, key: str) -> bool:
        """Whether a label has this key."""
        library = self._library
        return library is not None and library.schema.label_for_shortcut(key) is not None

    def press(self, key: LabelKey) -> None:
        """A label's key was pressed."""
        label = self._library.schema.label_for_shortcut(key.key) if self._library else None
        if label is not None:
            self.mark(label.id, key.state)

    @Slot(int, object)
    def mark(self, label_id: int, state: State) -> None:
        """Set a label's state on the images that are selected now; present toggles."""
        rows = self._selection()
        if not len(rows):
            self.idle_press.emit()
            return
        self._turns.add(lambda done: self._mark(rows, label_id, state, done))

    @Slot()
    def undo(self) -> None:
        self._turns.add(lambda done: self._session.undo(self._ending(done), self._failing(done)))

    @Slot()
    def redo(self) -> None:
        self._turns.add(lambda done: self._session.redo(self._ending(done), self._failing(done)))

    def _mark(self, rows: Rows, label_id: int, state: State, done: Callable[[], None]) -> None:
        library = self._library
        if library is None or label_id not in library.schema.columns:
            done()
            return
        before = library.state_of(rows, label_id)
        if before is State.PRESENT and state is State.PRESENT:
            state = State.UNKNOWN
        elif before is state:
            done()
            return
        command = SetAnnotations(tuple(np.asarray(rows).tolist()), label_id, state)
        self._session.apply(command, self._ending(done), self._failing(done))

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
