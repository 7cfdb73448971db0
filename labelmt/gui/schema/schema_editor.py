"""Applies schema edits one after the other, asks with their counts, undoes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from labelmt.domain.changes import Changes
from labelmt.domain.schema import Schema
from labelmt.gui.core.action_queue import ActionQueue
from labelmt.gui.core.session import ProjectSession
from labelmt.project.commands.commands import ProjectCommand
from labelmt.project.project import Project
from labelmt.project.schema.affected_counts import AffectedCounts, affected_counts


@dataclass(frozen=True, slots=True)
class SchemaState:
    """What the editor shows.

    Attributes:
        counts: label id to number of annotations, where there are.
        examples: the path of each image that is an example, by its row.
    """

    schema: Schema
    counts: dict[int, int]
    undo_title: str | None
    redo_title: str | None
    examples: Mapping[int, str] = field(default_factory=dict)


class SchemaEditor(QObject):
    """Edits in the order they were asked for, off the window's thread."""

    shown = Signal(object)
    """SchemaState: another one than before."""
    done = Signal(str, object)
    """Title of an edit, and its AffectedCounts, or None where it was undone or came from a file."""
    question = Signal(object, object)
    """A command and its AffectedCounts: to be confirmed."""
    failed = Signal(object)

    def __init__(self, session: ProjectSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turns = ActionQueue()
        session.changed.connect(self.refresh)

    @property
    def busy(self) -> bool:
        return self._turns.busy

    @Slot()
    def refresh(self) -> None:
        """Read the schema again; ``shown`` follows."""

        def read(project: Project) -> SchemaState:
            with project.reading():
                schema, images = project.full_schema(), project.images()
                rows = {row for label in schema.labels for row in label.examples}
                return SchemaState(
                    schema,
                    project.annotation_counts(),
                    project.undo_title,
                    project.redo_title,
                    {row: images.paths[row] for row in rows if row < len(images)},
                )

        self._session.run(
            read, self._while_here(self.shown.emit), self._while_here(self.failed.emit)
        )

    def _while_here(self, tell: Callable[..., None]) -> Callable[[object], None]:
        """The dialog may have been closed, and this deleted, before an answer comes."""

        def told(answer: object) -> None:
            if isValid(self):
                tell(answer)

        return told

    def apply(self, command: ProjectCommand) -> None:
        """Do an edit that takes nothing away, or one that was confirmed."""

        def work(project: Project) -> tuple[AffectedCounts, Changes]:
            with project.reading():
                counts = affected_counts(project, command)
            return counts, project.apply(command)

        def told(result: tuple[AffectedCounts, Changes]) -> None:
            counts, changes = result
            if changes:
                self.done.emit(changes.title, counts)

        self._add(work, told)

    def ask(self, command: ProjectCommand) -> None:
        """Count what an edit would change and let it be confirmed."""

        def told(counts: AffectedCounts) -> None:
            self.question.emit(command, counts)

        self._add(lambda project: affected_counts(project, command), told)

    def change(self, work: Callable[[Project], Changes]) -> None:
        """Do an edit that is more than one command, such as reading a file."""
        self._add(work, self._tell_title)

    @Slot()
    def undo(self) -> None:
        self._add(lambda project: project.undo(), self._tell_title)

    @Slot()
    def redo(self) -> None:
        self._add(lambda project: project.redo(), self._tell_title)

    def _tell_title(self, changes: Changes | None) -> None:
        if changes:
            self.done.emit(changes.title, None)

    def _add(self, work: Callable[[Project], object], told: Callable[..., None]) -> None:
        def turn(done: Callable[[], None]) -> None:
            def end(result: object) -> None:
                done()
                self._while_here(told)(result)

            def fail(error: Exception) -> None:
                done()
                self._while_here(self.failed.emit)(error)

            self._session.run(work, end, fail)

        self._turns.add(turn)
