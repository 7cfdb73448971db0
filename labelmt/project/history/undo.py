"""Undo and redo: applies commands in one transaction each, logged in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from labelmt.domain.annotation_matrix import AnnotationPatch, split_codes
from labelmt.domain.changes import Changes
from labelmt.domain.errors import NotFound
from labelmt.domain.history_entries import HistoryPage
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.project.commands.change_builder import ChangeBuilder, rows_of
from labelmt.project.commands.commands import ProjectCommand
from labelmt.project.commands.history_queries import HistoryQueries
from labelmt.project.commands.planner import plan_command
from labelmt.project.who_and_when import annotator, now
from labelmt.storage.annotation_repository import read_code_block, read_values
from labelmt.storage.database import Database, Transaction
from labelmt.storage.history_repository import (
    Stacks,
    Step,
    latest_id,
    log_action,
    log_turn,
    read_delta,
    read_entries,
    read_stacks,
)
from labelmt.storage.image_repository import count_images, read_test
from labelmt.storage.row_delta import Delta, Row, apply_delta
from labelmt.storage.schema_repository import next_ids, read_schema, reserve_ids


class History:
    """The log of one project. Not thread-safe: Project's lock guards it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._annotator = annotator()
        self._stacks = Stacks()
        self._read_up_to = -1

    def do(self, command: ProjectCommand) -> tuple[Changes, int]:
        """Apply a command. Nothing is logged when it changes nothing.

        Returns:
            what changed, and how many stored annotations did.
        """
        with self._database.write() as connection:
            plan = self._plan(connection)
            title, delta = plan_command(command, plan, HistoryQueries(connection))
            if not delta:
                return Changes(), 0
            before = self._current(connection)
            apply_delta(connection, delta)
            if delta.tasks or delta.labels:
                reserve_ids(connection, max(delta.tasks, default=0), max(delta.labels, default=0))
            step = Step(log_action(connection, title, self._annotator, now(), delta), title)
            changes = _changes(connection, title, delta, plan.schema)
        self._remember(Stacks((*before.done, step), ()), step.id)
        return changes, sum(map(len, delta.annotations.values()))

    def preview(self, connection: Transaction, command: ProjectCommand) -> ChangeBuilder:
        """What a command would do."""
        plan = self._plan(connection)
        plan_command(command, plan, HistoryQueries(connection))
        return plan

    def _plan(self, connection: Transaction) -> ChangeBuilder:
        return ChangeBuilder(
            read_schema(connection),
            count_images(connection),
            lambda: next_ids(connection),
            lambda label_ids, rows: read_values(connection, label_ids, rows),
            self._annotator,
            now(),
            lambda: read_test(connection).tolist(),
        )

    def undo(self) -> Changes | None:
        """Take back the newest action that stands."""
        return self._turn(lambda stacks: ("undo", stacks.done[-1:]))

    def redo(self) -> Changes | None:
        """Do again what was taken back last."""
        return self._turn(lambda stacks: ("redo", stacks.undone[-1:]))

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
        done, undone = stacks.done, stacks.undone
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
        with self._database.write() as connection:
            stacks = self._current(connection)
            kind, steps = choose(stacks)
            if not steps:
                return None
            delta, entry = Delta(), 0
            for step in steps:
                found = read_delta(connection, step.id)
                if found is None:
                    raise RuntimeError(f"action {step.id} is in the log without what it changed")
                delta = delta.then(found.reversed() if kind == "undo" else found)
                entry = log_turn(connection, kind, step, self._annotator, now())
            apply_delta(connection, delta)
            changes = _changes(connection, steps[-1].title, delta, read_schema(connection))
        if kind == "undo":
            kept = len(stacks.done) - len(steps)
            moved = Stacks(stacks.done[:kept], (*stacks.undone, *steps))
        else:
            kept = len(stacks.undone) - len(steps)
            moved = Stacks((*stacks.done, *steps), stacks.undone[:kept])
        self._remember(moved, entry)
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
    if delta.tasks or delta.labels:
        return Changes(title=title, schema=True, states_kept=_keeps_states(delta))
    rows = np.array(sorted(rows_of(delta)), dtype=np.int64)
    touched = [task for task in schema.tasks if any(o.id in delta.annotations for o in task.labels)]
    shown = Schema(tuple(_columns_of(task, delta) for task in touched))
    codes = read_code_block(connection, rows, shown.label_ids)
    patch = AnnotationPatch(rows, shown.label_ids, *split_codes(codes, shown))
    return Changes(title=title, annotations=patch)


def _keeps_states(delta: Delta) -> bool:
    """Whether labels have just changed their looks or their order."""
    rows = (*delta.tasks.values(), *delta.labels.values())
    return not delta.annotations and all(
        before is not None and after is not None and _place(before) == _place(after)
        for before, after in rows
    )


def _place(row: Row) -> tuple[object, object]:
    return row.get("task_id"), row["archived"]


def _columns_of(task: Task, delta: Delta) -> Task:
    """A multiclass task whole, because its labels imply each other; else the labels touched."""
    if task.kind is TaskKind.MULTICLASS:
        return task
    labels = tuple(label for label in task.labels if label.id in delta.annotations)
    return Task(task.id, task.name, task.kind, labels, task.position, task.unlabelled_absent)
