"""The mutations a person can do and undo, as plain data. ``planning`` knows how to do them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from labelmt.domain.annotations import Source, State
from labelmt.domain.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class CreateTask:
    name: str
    kind: TaskKind


@dataclass(frozen=True, slots=True)
class RenameTask:
    task_id: int
    name: str


@dataclass(frozen=True, slots=True)
class DeleteTask:
    """Its labels and their annotations go with it."""

    task_id: int


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """Colour and key are given out where they are not named; ``shortcut=""`` is no key."""

    task_id: int
    name: str
    color: str = ""
    shortcut: str | None = None


@dataclass(frozen=True, slots=True)
class EditLabel:
    """None leaves a property as it is."""

    label_id: int
    name: str | None = None
    color: str | None = None
    shortcut: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteLabel:
    """Its annotations go with it."""

    label_id: int


@dataclass(frozen=True, slots=True)
class SetAnnotations:
    """Assert one state of one label on any number of images.

    A label set present in a multiclass task takes the place of another present one.
    """

    rows: tuple[int, ...]
    label_id: int
    state: State
    source: Source = Source.HUMAN
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class PasteStates:
    """Assert states of several labels on any number of images, as one image has them.

    What is said of other labels stays, but for a multiclass task: a label present there takes
    the place of another.
    """

    rows: tuple[int, ...]
    states: tuple[tuple[int, State], ...]
    """Label ids, each once, with their states."""


@dataclass(frozen=True, slots=True)
class RevertAction:
    """Take back what one earlier action said of images, and nothing that came after it.

    Pairs that were changed since stay as they are; so do tasks and labels.
    """

    action_id: int


@dataclass(frozen=True, slots=True)
class RevertSource:
    """Forget every annotation from one source; of suggestions, those of one run."""

    source: Source
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedTask:
    """One column of an import: ``labels`` are all its names, new ones included.

    ``cells``: (image row, names of the present labels); an image without a cell is unknown.
    """

    name: str
    kind: TaskKind
    labels: tuple[str, ...]
    cells: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ImportAnnotations:
    """Annotations from a table; missing tasks and labels are made.

    ``unlisted``: what the labels of a task that a multilabel cell does not name are.
    """

    file_name: str
    tasks: tuple[ImportedTask, ...]
    unlisted: State = State.ABSENT


ProjectCommand: TypeAlias = (
    CreateTask
    | RenameTask
    | DeleteTask
    | CreateLabel
    | EditLabel
    | DeleteLabel
    | SetAnnotations
    | PasteStates
    | RevertAction
    | RevertSource
    | ImportAnnotations
)
