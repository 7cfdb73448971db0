"""Commands: the mutations a person can do and undo, as plain data; ``planner`` plans them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.schema import TaskKind
from labelmt.domain.schema_draft import TaskDraft


@dataclass(frozen=True, slots=True)
class CreateTask:
    name: str
    kind: TaskKind


@dataclass(frozen=True, slots=True)
class RenameTask:
    task_id: int
    name: str


@dataclass(frozen=True, slots=True)
class SetUnlabelledAbsent:
    """Whether "no annotation" is read as absent on images with any annotation in the task."""

    task_id: int
    on: bool


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
    """None leaves a property as it is. ``take_shortcut``: from the label that has it now."""

    label_id: int
    name: str | None = None
    color: str | None = None
    shortcut: str | None = None
    synonyms: tuple[str, ...] | None = None
    take_shortcut: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class SetExamples:
    """Let images show what a label looks like, after those that do, or no longer."""

    label_id: int
    rows: tuple[int, ...]
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class DeleteLabel:
    """Its annotations go with it."""

    label_id: int


@dataclass(frozen=True, slots=True)
class DeleteLabels:
    """Their annotations go with them; labels that implied them imply what they implied."""

    label_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ArchiveLabels:
    """Out of panels and training, or back; annotations are kept.

    A label that comes back gets another key where its own has been given away.
    """

    label_ids: tuple[int, ...]
    archived: bool = True


@dataclass(frozen=True, slots=True)
class ArchiveTask:
    """The same for a task with all its labels."""

    task_id: int
    archived: bool = True


@dataclass(frozen=True, slots=True)
class MoveTask:
    """To a place among the tasks, from 0."""

    task_id: int
    to: int


@dataclass(frozen=True, slots=True)
class MoveLabels:
    """To a place in a task, from 0 among the labels that stay there; None: the end.

    Annotations move along. Where a multiclass task would get a second present label, the one
    that is there stays: a conflict. What only followed from "exactly one" is unknown again.
    Links to parents and children in another task end.
    """

    label_ids: tuple[int, ...]
    task_id: int
    to: int | None = None


@dataclass(frozen=True, slots=True)
class MergeLabels:
    """Let one label stand for several; their names become its synonyms.

    Annotations unite. Where they contradict each other present stays: a conflict. In a
    multiclass task another present label stays, which is a conflict, too.
    """

    label_ids: tuple[int, ...]
    into: int


@dataclass(frozen=True, slots=True)
class SetParents:
    """The labels of the same multilabel task that a label implies directly.

    They become present wherever the label is; where they were absent is a conflict.
    """

    label_id: int
    parents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportSchema:
    """Tasks and labels from a file: missing ones are made, others updated, none deleted.

    A key that another label has already is not taken from it. Examples that name no image of
    the project are left out.

    Attributes:
        images: the row of each image that the drafts' examples name, where there is one.
    """

    file_name: str
    tasks: tuple[TaskDraft, ...]
    images: tuple[tuple[str, int], ...] = ()


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
    seen: Seen | None = None
    """None: one image was looked at, several were not."""


@dataclass(frozen=True, slots=True)
class LabelWithNew:
    """Make a label and set it present on images: one action, as it is one for who types it.

    Attributes:
        task_id: None: ``task_name`` is made for it, a task that takes any number of labels.
    """

    rows: tuple[int, ...]
    name: str
    task_id: int | None = None
    task_name: str = ""
    seen: Seen | None = None
    """As in SetAnnotations."""


@dataclass(frozen=True, slots=True)
class ConfirmAnnotations:
    """Keep what is annotated of one label on these images, although models contradict it.

    Images on which nothing is annotated of the label stay unknown.
    """

    rows: tuple[int, ...]
    label_id: int


@dataclass(frozen=True, slots=True)
class SettleDisputes:
    """Decide, as a reviewer, what is so where people disagree about a label on these images.

    It stays whatever others say later; that is kept beside it. Whoever settled may decide anew.
    """

    rows: tuple[int, ...]
    label_id: int
    state: State


@dataclass(frozen=True, slots=True)
class PasteStates:
    """Assert states of several labels on any number of images, as one image has them.

    What is said of other labels stays, but for a multiclass task: a label present there takes
    the place of another.
    """

    rows: tuple[int, ...]
    states: tuple[tuple[int, State], ...]
    """Label ids, each once, with their states."""
    seen: Seen | None = None
    """As in SetAnnotations."""


@dataclass(frozen=True, slots=True)
class SetRestAbsent:
    """Set what is unknown of these tasks absent; where one is named, a label present before that.

    Tasks with exactly one label an image are left out: of them the label that is there tells it.
    """

    rows: tuple[int, ...]
    task_ids: tuple[int, ...]
    present: int | None = None
    seen: Seen | None = None
    """As in SetAnnotations."""


@dataclass(frozen=True, slots=True)
class TransferLabels:
    """Assert on other images, unseen, all that is asserted of one, with the source it has there.

    What is said there of other labels stays, but for multiclass tasks, as in PasteStates. From an
    image of the test part nothing is transferred: others would be learnt from.
    """

    row: int
    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FlagUnsure:
    """Flag images as unsure, or no longer: such images teach nothing and judge nothing."""

    rows: tuple[int, ...]
    unsure: bool = True


@dataclass(frozen=True, slots=True)
class RateImages:
    """Give images a rating of 1 to 5, or none (0)."""

    rows: tuple[int, ...]
    rating: int


@dataclass(frozen=True, slots=True)
class CommentImages:
    """Say something of images in a line of words, in place of what was said; nothing: no more."""

    rows: tuple[int, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class AcceptSuggestions:
    """Assert what a run suggests: label by label a state, and the images it is of.

    Pairs that are known already stay as they are, and so does a multiclass task of an image on
    which a label of it is present. Where one is known as it is asserted now, nobody had seen it,
    and now somebody has, that is noted. A pair stays open where what it implies by the hierarchy
    contradicts what is known.
    """

    run_id: int
    states: tuple[tuple[int, State, tuple[int, ...]], ...]
    seen: Seen = Seen.UNSEEN


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


class OnConflict(StrEnum):
    """What becomes of annotations that an import contradicts."""

    THEIRS = "theirs"
    """The import's take their place."""
    MINE = "mine"
    """They stay, and what the import says of them is left out."""
    FAIL = "fail"
    """Nothing is imported."""


@dataclass(frozen=True, slots=True)
class ImportedPairs:
    """One state of one label on some images, all from one source and seen in one way."""

    label: str
    state: State
    rows: tuple[int, ...]
    source: Source = Source.IMPORT
    seen: Seen = Seen.UNSEEN


@dataclass(frozen=True, slots=True)
class ImportedTask:
    """One column of an import: ``labels`` are all its names, new ones included.

    ``cells``: (image row, names of the present labels); an image without a cell is unknown.
    ``pairs``: what is told pair by pair. ``parents``: of labels that the import makes, the labels
    they imply. ``unlisted``: as in ImportAnnotations, of this task; None: as there. ``whole``:
    whether that is so of the project's other labels of the task as well, which the file has not.
    """

    name: str
    kind: TaskKind
    labels: tuple[str, ...]
    cells: tuple[tuple[int, tuple[str, ...]], ...]
    pairs: tuple[ImportedPairs, ...] = ()
    parents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unlisted: State | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ImportAnnotations:
    """Annotations from a table; missing tasks and labels are made.

    ``unlisted``: what the labels of a task that a multilabel cell does not name are.
    """

    file_name: str
    tasks: tuple[ImportedTask, ...]
    unlisted: State = State.ABSENT
    on_conflict: OnConflict = OnConflict.THEIRS


ProjectCommand: TypeAlias = (
    CreateTask
    | RenameTask
    | SetUnlabelledAbsent
    | DeleteTask
    | CreateLabel
    | EditLabel
    | SetExamples
    | DeleteLabel
    | DeleteLabels
    | ArchiveLabels
    | ArchiveTask
    | MoveTask
    | MoveLabels
    | MergeLabels
    | SetParents
    | ImportSchema
    | SetAnnotations
    | LabelWithNew
    | ConfirmAnnotations
    | SettleDisputes
    | PasteStates
    | TransferLabels
    | SetRestAbsent
    | FlagUnsure
    | RateImages
    | CommentImages
    | AcceptSuggestions
    | RevertAction
    | RevertSource
    | ImportAnnotations
)
