"""Undo and redo: applies commands in one transaction each, logged in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sys import intern

import numpy as np

from labelmt.domain.annotation_matrix import AnnotationPatch, split_codes
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.history_entries import HistoryPage
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.project.backups.journal import Journal
from labelmt.project.commands.change_builder import ChangeBuilder, rows_of
from labelmt.project.commands.commands import ImportSchema, ProjectCommand
from labelmt.project.commands.history_queries import HistoryQueries
from labelmt.project.commands.planner import plan_command
from labelmt.project.history.crossing_turns import still_standing
from labelmt.project.who_and_when import annotator, now
from labelmt.storage.annotation_repository import read_code_block, read_values
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import (
    Stacks,
    Step,
    entries_after,
    entries_of_others,
    entry_of,
    latest_id,
    log_action,
    log_turns,
    read_deltas,
    read_entries,
    read_stacks,
    rows_changed_since,
)
from labelmt.storage.image_repository import count_images, read_test
from labelmt.storage.mark_repository import read_marks
from labelmt.storage.opinion_repository import has_opinions, read_opinions
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.row_delta import Delta, Row, apply_delta
from labelmt.storage.schema_repository import (
    label_row,
    next_ids,
    read_schema,
    reserve_ids,
    task_row,
)
from labelmt.storage.stored_values import stored_values

FEW = 20
"""Actions that are turned under the write lock; of more, what they changed is read before."""
MOST_ROWS = 50_000
"""Rows that another process changed, up to which they are read one by one."""


class History:
    """The log of one project. Not thread-safe: Project's lock guards it."""

    def __init__(self, database: ProjectDatabase, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._stacks = Stacks()
        self._read_up_to = -1
        self._told = -1
        """The newest entry that whoever listens knows of."""
        self._ours: list[range] = []
        """Later entries of this process: few ranges, however long nobody listens."""
        self._others: set[int] = set()
        """Entries of other processes since this one opened the project."""

    def do(self, command: ProjectCommand, at: str | None = None) -> tuple[Changes, int]:
        """Apply a command. Nothing is logged when it changes nothing.

        Args:
            at: when it was done; None: now.

        Returns:
            what changed, and how many stored annotations did.
        """
        ready: _Planned | None = None
        if isinstance(command, ImportSchema):  # planning takes long: before the write lock is taken
            with self._database.read() as connection:
                ready = self._planned(connection, command)
        with self._database.write() as connection:
            planned = ready
            if planned is None or planned.as_of != _moment(connection):
                planned = self._planned(connection, command, at)
            plan, title, delta = planned.plan, planned.title, planned.delta
            if not delta:
                return Changes(), 0
            before = self._current(connection)
            apply_delta(connection, delta)
            if delta.tasks or delta.labels:
                reserve_ids(connection, max(delta.tasks, default=0), max(delta.labels, default=0))
            title = intern(title)  # few titles, many actions: they stay in memory
            step = Step(log_action(connection, title, self._who(), at or now(), delta), title)
            changes = _changes(connection, title, delta, plan.schema)
            line = self._journal.line(connection, step.id, "do", title, delta, plan.schema)
        self._journal.write(line)
        self._remember(Stacks((*before.done, step), ()), step.id)
        self._note_own(step.id, step.id)
        return changes, sum(map(len, delta.annotations.values()))

    @property
    def newest_told(self) -> int:
        """The newest entry that whoever listens knows of; -1 before anybody has asked."""
        return self._told

    def is_there(self, at: str, title: str, after: int) -> bool:
        """Whether this person's action of a moment is in the log, behind an entry.

        A server may have kept what it did not come to acknowledge. Such an entry is one's own.
        """
        with self._database.read() as connection:
            found = entry_of(connection, self._who(), at, title, after)
        if found is None:
            return False
        self._note_own(found, found)
        return True

    def _planned(
        self, connection: Transaction, command: ProjectCommand, at: str | None = None
    ) -> _Planned:
        plan = self._plan(connection, at)
        title, delta = plan_command(command, plan, HistoryQueries(connection))
        return _Planned(_moment(connection), plan, title, delta)

    def preview(self, connection: Transaction, command: ProjectCommand) -> ChangeBuilder:
        """What a command would do."""
        plan = self._plan(connection)
        plan_command(command, plan, HistoryQueries(connection))
        return plan

    def _plan(self, connection: Transaction, at: str | None = None) -> ChangeBuilder:
        return ChangeBuilder(
            read_schema(connection),
            count_images(connection),
            lambda: next_ids(connection),
            lambda label_ids, rows: read_values(connection, label_ids, rows),
            self._who(),
            at or now(),
            lambda: read_test(connection).tolist(),
            lambda rows: read_marks(connection, rows),
            lambda label_ids, rows: read_opinions(connection, label_ids, rows),
            lambda: has_opinions(connection),
        )

    def undo(self) -> Changes | None:
        """Take back the newest action that stands, of those that no other process did."""
        return self._turn(lambda stacks: ("undo", self._own(stacks.done)))

    def redo(self) -> Changes | None:
        """Do again what was taken back last, of the same."""
        return self._turn(lambda stacks: ("redo", self._own(stacks.undone)))

    def news(self, connection: Transaction) -> Changes | None:
        """What other processes have done since this was asked last; None: nothing."""
        newest = latest_id(connection)
        if newest == self._told:
            return None
        since, self._told = self._told, newest
        others = [one for one in entries_after(connection, since) if not self._is_own(one)]
        self._ours = [run for run in self._ours if run[-1] > newest]
        if since < 0 and self._database.is_shared:
            self._others.update(entries_of_others(connection, self._who()))
        if since < 0 or not others:
            return None
        self._others.update(others)
        rows = rows_changed_since(connection, since, MOST_ROWS)
        if rows is None:
            return Changes(schema=True)
        schema = read_schema(connection)
        codes = read_code_block(connection, rows, schema.label_ids)
        patch = AnnotationPatch(rows, schema.label_ids, *split_codes(codes, schema))
        return Changes(annotations=patch)

    def _own(self, steps: Sequence[Step]) -> Sequence[Step]:
        """The last of these that no other process did, or none."""
        for step in reversed(steps):
            if step.id not in self._others:
                return (step,)
        return ()

    def _who(self) -> str:
        return self._database.annotator(annotator)

    def _is_own(self, entry: int) -> bool:
        return any(entry in run for run in self._ours)

    def _note_own(self, first: int, last: int) -> None:
        """Entries that this process has added."""
        if self._told == first - 1:
            self._told = last
        elif self._ours and self._ours[-1].stop == first:
            self._ours[-1] = range(self._ours[-1].start, last + 1)
        else:
            self._ours.append(range(first, last + 1))

    def go_to(self, action_id: int) -> Changes | None:
        """Undo or redo, in one transaction, until an action is the newest that stands.

        Args:
            action_id: 0 is the beginning: everything is undone.

        Raises:
            NotFound: the action can neither be undone nor redone.
        """
        return self._turn(lambda stacks: _way_to(action_id, stacks))

    def titles(self, connection: Transaction) -> tuple[str | None, str | None]:
        """What undo and redo would do."""
        stacks = self._current(connection)
        done, undone = self._own(stacks.done), self._own(stacks.undone)
        return done[-1].title if done else None, undone[-1].title if undone else None

    def page(self, connection: Transaction, start: int, stop: int) -> HistoryPage:
        """Actions from ``start`` to ``stop``, the oldest is 0."""
        stacks = self._current(connection)
        steps = stacks.done[start:stop]
        first = max(0, start - len(stacks.done))
        steps += stacks.undone[::-1][first : max(0, stop - len(stacks.done))]
        return HistoryPage(
            len(stacks.done) + len(stacks.undone),
            len(stacks.done),
            start,
            read_entries(connection, [step.id for step in steps]),
        )

    def _turn(self, choose: Callable[[Stacks], tuple[str, Sequence[Step]]]) -> Changes | None:
        """Undo or redo what is chosen from the stacks, in its order, as one change."""
        known: dict[tuple[int, ...], Delta] = {}
        with self._database.read() as connection:
            kind, steps = choose(self._current(connection))
            if len(steps) > FEW:  # reading takes long: before the write lock is taken
                known[_ids(steps)] = _delta_of(connection, kind, steps)
        with self._database.write() as connection:
            stacks = self._current(connection)
            # Another process may have done something meanwhile, also since news was asked for.
            later = entries_after(connection, self._told)
            self._others.update(one for one in later if not self._is_own(one))
            kind, steps = choose(stacks)
            if not steps:
                return None
            delta = known.get(_ids(steps)) or _delta_of(connection, kind, steps)
            if self._others:
                delta = _still_standing(connection, delta, steps[-1].title, self._who())
            apply_delta(connection, delta)
            first, last = log_turns(connection, kind, steps, self._who(), now())
            schema, title = read_schema(connection), steps[-1].title
            changes = _changes(connection, title, delta, schema)
            line = self._journal.line(connection, last, kind, title, delta, schema, first)
        self._journal.write(line)
        moved = set(_ids(steps))
        done, undone = stacks.done, stacks.undone
        if kind == "undo":
            turned = Stacks(_without(done, moved), (*undone, *steps))
        else:
            turned = Stacks((*done, *steps), _without(undone, moved))
        self._remember(turned, last)
        self._note_own(first, last)
        return changes

    def _current(self, connection: Transaction) -> Stacks:
        """The stacks; read again when another process has added to the log."""
        newest = latest_id(connection)
        if newest != self._read_up_to:
            self._remember(read_stacks(connection), newest)
        return self._stacks

    def _remember(self, stacks: Stacks, newest: int) -> None:
        self._stacks = stacks
        self._read_up_to = newest


@dataclass(frozen=True, slots=True)
class _Planned:
    """What a command is to change.

    Attributes:
        as_of: the moment at which that was found out.
    """

    as_of: tuple[int, ...]
    plan: ChangeBuilder
    title: str
    delta: Delta


def _moment(connection: Transaction) -> tuple[int, ...]:
    """Tells whether schema, annotations or images have changed, or ids were given out."""
    return (latest_id(connection), count_images(connection), *next_ids(connection))


def _ids(steps: Sequence[Step]) -> tuple[int, ...]:
    return tuple(step.id for step in steps)


def _without(steps: tuple[Step, ...], gone: set[int]) -> tuple[Step, ...]:
    kept = len(steps) - len(gone)
    if all(step.id in gone for step in steps[kept:]):  # nearly always
        return steps[:kept]
    return tuple(step for step in steps if step.id not in gone)


def _delta_of(connection: Transaction, kind: str, steps: Sequence[Step]) -> Delta:
    """What turning these actions changes, all in all."""
    with stored_values(connection, "history"):
        found = read_deltas(connection, _ids(steps))
        return Delta.of(one.reversed() if kind == "undo" else one for one in found)


def _still_standing(connection: Transaction, delta: Delta, title: str, me: str) -> Delta:
    """The part of a delta that no other process has changed since.

    Raises:
        InvalidInput: it is of labels or tasks, which have been changed or used since.
    """
    schema = read_schema(connection)
    now_there = (
        {one.id: task_row(one) for one in schema.tasks},
        {one.id: label_row(one) for one in schema.labels},
    )
    for rows, current in zip((delta.tasks, delta.labels), now_there, strict=True):
        for key, (before, _) in rows.items():
            if before != current.get(key):
                raise _changed_since(title)
    standing = still_standing(connection, delta, schema, me)
    for label_id, (_, after) in delta.labels.items():
        if after is None:  # with annotations that were made since, it cannot go
            stored = read_values(connection, [label_id])[label_id]
            beside = read_opinions(connection, [label_id])[label_id]
            left = stored.keys() - standing.annotations.get(label_id, {}).keys()
            if left or beside.keys() - standing.opinions.get(label_id, {}).keys():
                raise _changed_since(title)
    marked = read_marks(connection, list(delta.marks))
    marks = {row: pair for row, pair in delta.marks.items() if marked.get(row) == pair[0]}
    return Delta(delta.tasks, delta.labels, standing.annotations, marks, standing.opinions)


def _changed_since(title: str) -> InvalidInput:
    return InvalidInput(
        "Another window has changed since what this action changed.",
        subject=title,
        kept="Nothing was changed.",
        next_step="Change the label or task by hand.",
    )


def _way_to(action_id: int, stacks: Stacks) -> tuple[str, Sequence[Step]]:
    """ "undo" or "redo", and what, in the order of doing it."""
    done = [step.id for step in stacks.done]
    undone = [step.id for step in stacks.undone]
    if action_id == 0 or action_id in done:
        keep = done.index(action_id) + 1 if action_id else 0
        return "undo", stacks.done[keep:][::-1]
    if action_id in undone:
        return "redo", stacks.undone[undone.index(action_id) :][::-1]
    raise NotFound(
        "This action is not in the history any more.",
        subject=str(action_id),
        kept="Nothing was changed.",
    )


def _changes(connection: Transaction, title: str, delta: Delta, schema: Schema) -> Changes:
    """What views must refresh, read after the delta was applied; the schema is that of then."""
    marks = tuple(sorted(delta.marks))
    if delta.tasks or delta.labels:
        return Changes(title=title, schema=True, states_kept=_keeps_states(delta), marks=marks)
    if not delta.annotations and not delta.opinions:
        return Changes(title=title, marks=marks)
    rows = np.array(sorted(rows_of(delta)), dtype=np.int64)
    changed = delta.annotations.keys() | delta.opinions.keys()
    touched = [task for task in schema.tasks if any(one.id in changed for one in task.labels)]
    shown = Schema(tuple(_columns_of(task, delta) for task in touched))
    codes = read_code_block(connection, rows, shown.label_ids)
    patch = AnnotationPatch(rows, shown.label_ids, *split_codes(codes, shown))
    return Changes(title=title, annotations=patch, marks=marks)


def _keeps_states(delta: Delta) -> bool:
    """Whether labels have just changed their looks or their order."""
    rows = (*delta.tasks.values(), *delta.labels.values())
    return (
        not delta.annotations
        and not delta.opinions
        and all(
            before is not None and after is not None and _place(before) == _place(after)
            for before, after in rows
        )
    )


def _place(row: Row) -> tuple[object, object]:
    return row.get("task_id"), row["archived"]


def _columns_of(task: Task, delta: Delta) -> Task:
    """A multiclass task whole, because its labels imply each other; else the labels touched."""
    if task.kind is TaskKind.MULTICLASS:
        return task
    changed = delta.annotations.keys() | delta.opinions.keys()
    labels = tuple(label for label in task.labels if label.id in changed)
    return Task(task.id, task.name, task.kind, labels, task.position, task.unlabelled_absent)
