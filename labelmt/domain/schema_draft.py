"""Tasks and labels as a file describes them, before a project has taken them."""

from __future__ import annotations

from dataclasses import dataclass, field

from labelmt.domain.schema import TaskKind


@dataclass(frozen=True, slots=True)
class LabelDraft:
    """A label by name; None leaves a property as it is, or as a new label gets it.

    ``parents`` are names of labels of the same task, ``examples`` names of images. ``line`` is
    where a file says it, from 1.
    """

    name: str
    color: str | None = None
    shortcut: str | None = None
    synonyms: tuple[str, ...] | None = None
    parents: tuple[str, ...] | None = None
    archived: bool | None = None
    description: str | None = None
    examples: tuple[str, ...] | None = None
    former: tuple[str, ...] | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task by name, with its labels in the order shown."""

    name: str
    kind: TaskKind
    labels: tuple[LabelDraft, ...] = ()
    unlabelled_absent: bool | None = None
    archived: bool | None = None
    former: tuple[str, ...] | None = None
    line: int = field(default=0, compare=False)
