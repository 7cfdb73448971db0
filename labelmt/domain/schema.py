"""Tasks, labels and the schema they form."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from labelmt.domain.errors import InvalidInput, InvalidName, NotFound
from labelmt.domain.invisible_characters import INVISIBLE, without_invisible
from labelmt.domain.key_sets import free_key, sets_in_use
from labelmt.domain.text import mark, phrase, text

NAME_LIMIT = 100
"""Longest task or label name, in characters."""

DESCRIPTION_LIMIT = 2000
"""Longest description of a label, in characters."""
MOST_EXAMPLES = 12
"""Example images a label may have."""
MOST_FORMER = 20
"""Former names that are kept of a task or label."""

# Okabe & Ito's colour-blind-safe set (https://jfly.uni-koeln.de/color/), then Paul Tol's
# "muted" (https://personal.sron.nl/~pault/) for the ninth label on.
PALETTE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
    "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499",
)  # fmt: skip


class TaskKind(StrEnum):
    """How the labels of a task relate."""

    MULTILABEL = "multilabel"
    """Any number of labels an image; one sigmoid a label."""
    MULTICLASS = "multiclass"
    """Exactly one label an image; one softmax over the task."""


@dataclass(frozen=True, slots=True)
class Label:
    """A class of a task.

    Attributes:
        color: ``#RRGGBB``.
        shortcut: its key as ``key_sets`` stores it, or empty.
        archived: out of sight and of training; its annotations are kept.
        synonyms: other names that find it when typed; never shown in its place.
        parents: ids of the labels of the same multilabel task that it implies.
        description: what counts as this label, and what does not; a few lines, or nothing.
        examples: rows of the images a person chose to show what it looks like.
        former: names it had before, the newest last; they find it where no label is called so.
    """

    id: int
    task_id: int
    name: str
    color: str
    shortcut: str = ""
    position: int = 0
    archived: bool = False
    synonyms: tuple[str, ...] = ()
    parents: tuple[int, ...] = ()
    description: str = ""
    examples: tuple[int, ...] = ()
    former: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        """Whether this is its name or a synonym; letter case and Unicode form do not count."""
        return any(same_name(one, text) for one in (self.name, *self.synonyms))


@dataclass(frozen=True, slots=True)
class Task:
    """A group of labels predicted by one head."""

    id: int
    name: str
    kind: TaskKind
    labels: tuple[Label, ...] = ()
    position: int = 0
    unlabelled_absent: bool = False
    """Read "no annotation" as absent on every image that has any annotation in this task."""
    archived: bool = False
    """Out of sight and of training with all its labels."""
    former: tuple[str, ...] = ()
    """Names it had before, the newest last; they find it where no task is called so."""


@dataclass(frozen=True)
class Schema:
    """All tasks of a project, in the order shown."""

    tasks: tuple[Task, ...] = ()

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Every label, task by task: the column order of annotation matrices."""
        return tuple(label for task in self.tasks for label in task.labels)

    @cached_property
    def label_ids(self) -> tuple[int, ...]:
        return tuple(label.id for label in self.labels)

    @cached_property
    def in_use(self) -> Schema:
        """Without what is archived: what panels show and training learns."""
        return Schema(
            tuple(
                dataclasses.replace(
                    task, labels=tuple(label for label in task.labels if not label.archived)
                )
                for task in self.tasks
                if not task.archived
            )
        )

    @cached_property
    def columns(self) -> dict[int, int]:
        """Label id to matrix column."""
        return {label_id: column for column, label_id in enumerate(self.label_ids)}

    @cached_property
    def by_name(self) -> dict[str, tuple[Label, ...]]:
        """The labels of each name_key; several tasks may have a label of one name."""
        found: dict[str, tuple[Label, ...]] = {}
        for label in self.labels:
            key = name_key(label.name)
            found[key] = (*found.get(key, ()), label)
        return found

    def called(self, name: str) -> tuple[Label, ...]:
        """The labels of a name; where there is none, those that have it as a synonym, or had it."""
        key = name_key(name)
        return (
            self.by_name.get(key)
            or tuple(one for one in self.labels if key in map(name_key, one.synonyms))
            or tuple(one for one in self.labels if key in map(name_key, one.former))
        )

    def task(self, task_id: int) -> Task:
        """The task with this id, or NotFound."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise NotFound("There is no such task.", subject=str(task_id))

    def label(self, label_id: int) -> Label:
        """The label with this id, or NotFound."""
        try:
            return self.labels[self.columns[label_id]]
        except KeyError:
            raise NotFound("There is no such label.", subject=str(label_id)) from None

    def task_of(self, label_id: int) -> Task:
        """The task a label belongs to, or NotFound."""
        return self.task(self.label(label_id).task_id)

    def task_named(self, name: str) -> Task | None:
        """The task of this name; letter case and Unicode form do not count."""
        return next((task for task in self.tasks if same_name(task.name, name)), None)

    def task_called(self, name: str) -> Task | None:
        """The task of this name, else the one that had it before."""
        key = name_key(name)
        had = (task for task in self.tasks if key in map(name_key, task.former))
        return self.task_named(name) or next(had, None)

    def label_named(self, task_id: int, name: str) -> Label | None:
        """The label of this name in a task; letter case and Unicode form do not count."""
        return next((one for one in self.task(task_id).labels if same_name(one.name, name)), None)

    def label_called(self, task_id: int, text: str) -> Label | None:
        """The label of this name, else the one with this synonym, in a task."""
        by_synonym = (one for one in self.task(task_id).labels if one.is_called(text))
        return self.label_named(task_id, text) or next(by_synonym, None)

    def label_for_shortcut(self, key: str) -> Label | None:
        """The label a key toggles."""
        return next((one for one in self.labels if key and one.shortcut == key.upper()), None)

    def next_color(self) -> str:
        """The palette's first colour that no label has yet, else the least used one."""
        return least_used_color(Counter(label.color.upper() for label in self.labels))

    def next_shortcut(self, task_id: int = 0) -> str:
        """The key a new label of a task gets, or nothing when all are taken."""
        taken = {label.shortcut: label.task_id for label in self.labels if label.shortcut}
        return free_key(taken, task_id)

    @property
    def key_sets(self) -> tuple[int, ...]:
        """The sets that have a key at least, in order."""
        return sets_in_use(label.shortcut for label in self.labels)

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)


def least_used_color(used: Mapping[str, int]) -> str:
    """The palette's colour that fewest labels have, the first of several.

    Args:
        used: how many labels have a colour, in capital letters.
    """
    return min(PALETTE, key=lambda color: (used.get(color, 0), PALETTE.index(color)))


NAMED = (
    mark("name"), mark("label"), mark("label name"), mark("task"), mark("task name"),
    mark("column"), mark("view name"), mark("synonym"), mark("former name"),
)  # fmt: skip
"""What a name may be of, in the words of a problem."""


def clean_name(given: str, what: str = "name") -> str:
    """A name as it is stored: NFC, white space collapsed, without what nobody can see.

    Raises:
        InvalidName: nothing is left, longer than NAME_LIMIT, no valid Unicode, or with control
            characters or ``|``, which joins labels in tables.
    """
    what, seen = phrase(what), without_invisible(given)
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", seen)).strip()
    if not name:
        raise InvalidName(
            text("A {what} needs at least one character.", what=what),
            next_step="Type a name.",
        )
    if len(name) > NAME_LIMIT:
        raise InvalidName(
            text("A {what} may have at most {most} characters.", what=what, most=NAME_LIMIT),
            subject=f"{name[:40]}…",
            next_step="Choose a shorter one.",
        )
    if any(unicodedata.category(c) == "Cs" for c in name):
        raise InvalidName(
            text("A {what} must be valid Unicode; this one was cut or mistaken.", what=what),
            subject=name.encode("ascii", "backslashreplace").decode(),
            next_step="Choose another one.",
        )
    if "|" in name or name == "-" or any(unicodedata.category(c) == "Cc" for c in name):
        raise InvalidName(
            text(
                "A {what} may not be “-” or hold “|” or control characters: tables use them.",
                what=what,
            ),
            subject=name,
            next_step="Choose another one.",
        )
    return name


def clean_description(given: str) -> str:
    """A description as it is stored: NFC, no blank space around it or at the ends of lines.

    Raises:
        InvalidInput: longer than DESCRIPTION_LIMIT, or with control characters.
    """
    lines = unicodedata.normalize("NFC", given).replace("\r\n", "\n").replace("\r", "\n")
    found = "\n".join(line.rstrip() for line in lines.replace("\t", " ").split("\n")).strip()
    if len(found) > DESCRIPTION_LIMIT:
        raise InvalidInput(
            text("A description may have at most {most:,} characters.", most=DESCRIPTION_LIMIT),
            subject=f"{found[:40]}…",
            next_step="Shorten it.",
        )
    if any(unicodedata.category(c) == "Cc" and c != "\n" for c in found):
        raise InvalidInput(
            "A description may not hold control characters.",
            subject=repr(found[:40]),
            next_step="Type it anew.",
        )
    return found


def with_former(former: tuple[str, ...], was: str, now: str) -> tuple[str, ...]:
    """Former names after a name was changed: without the new one, and the last one last."""
    kept = (one for one in former if not same_name(one, now) and not same_name(one, was))
    added = () if same_name(was, now) else (was,)
    return (*kept, *added)[-MOST_FORMER:]


def name_key(text: str) -> str:
    """What two names share when a person would confuse them: all but case and Unicode form.

    Characters that nobody can see do not tell names apart either.
    """
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", text).casefold().strip()


def same_name(a: str, b: str) -> bool:
    """Whether two names would confuse a person: equal but for what ``name_key`` drops."""
    return name_key(a) == name_key(b)
