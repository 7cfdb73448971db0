"""Doing, undoing and redoing: one transaction each, logged in it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import numpy as np

from labelmt.domain.annotations import AnnotationPatch, fill_implied
from labelmt.domain.changes import Changes
from labelmt.domain.tasks import Schema, Task, TaskKind
from labelmt.project.commands import ProjectCommand
from labelmt.project.plan import Plan, rows_of
from labelmt.project.planning import make_plan
from labelmt.storage.annotation_repository import read_block, read_values
from labelmt.storage.database import Database, Transaction
from labelmt.storage.delta import Delta, apply_delta
from labelmt.storage.history_repository import (
    Stacks,
    Step,
    latest_id,
    log_action,
    log_turn,
    read_delta,
    read_stacks,
)
from labelmt.storage.image_repository import count_images
from labelmt.storage.schema_repository import next_ids, read_schema, reserve_ids


def now() -> str:
    """This moment as it is stored: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


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
            plan = Plan(
                read_schema(connection),
                count_images(connection),
                next_ids(connection),
                lambda label_ids, rows: read_values(connection, label_ids, rows),
                self._annotator,
                now(),
            )
            title, delta = make_plan(command, plan)
            if not delta:
                return Changes(), 0
            before = self._current(connection)
            apply_delta(connection, delta)
            if delta.tasks or delta.labels:
                reserve_ids(connection, max(delta.tasks, default=0), max(delta.labels, default=0))
            step = Step(log_action(connection, title, self._annotator, now(), delta), title)
            changes = _changes(connection, title, delta)
        self._remember(Stacks((*before.done, step), ()), step.id)
        return changes, sum(map(len, delta.annotations.values()))

    def undo(self) -> Changes | None:
        """Take back the newest action that stands."""
        return self._turn("undo")

    def redo(self) -> Changes | None:
        """Do again what was taken back last."""
        return self._turn("redo")

    def titles(self, connection: Transaction) -> tuple[str | None, str | None]:
        """What undo and redo would do."""
        stacks = self._current(connection)
        done, undone = stacks.done, stacks.undone
        return done[-1].title if done else None, undone[-1].title if undone else None

    def _turn(self, kind: str) -> Changes | None:
        with self._database.write() as connection:
            stacks = self._current(connection)
            source = stacks.done if kind == "undo" else stacks.undone
            if not source:
                return None
            step = source[-1]
            delta = read_delta(connection, step)
            if kind == "undo":
                delta = delta.reversed()
            apply_delta(connection, delta)
            entry = log_turn(connection, kind, step, self._annotator, now())
            changes = _changes(connection, step.title, delta)
        if kind == "undo":
            moved = Stacks(stacks.done[:-1], (*stacks.undone, step))
        else:
            moved = Stacks((*stacks.done, step), stacks.undone[:-1])
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


def _changes(connection: Transaction, title: str, delta: Delta) -> Changes:
    """What views must refresh, read after the delta was applied."""
    if delta.tasks or delta.labels:
        return Changes(title=title, schema=True)
    schema = read_schema(connection)
    rows = np.array(sorted(rows_of(delta)), dtype=np.int64)
    touched = [task for task in schema.tasks if any(o.id in delta.annotations for o in task.labels)]
    shown = Schema(tuple(_columns_of(task, delta) for task in touched))
    states = read_block(connection, rows, shown.label_ids)
    fill_implied(states, shown)
    return Changes(title=title, annotations=AnnotationPatch(rows, shown.label_ids, states))


def _columns_of(task: Task, delta: Delta) -> Task:
    """A multiclass task whole, because its labels imply each other; else the labels touched."""
    if task.kind is TaskKind.MULTICLASS:
        return task
    labels = tuple(label for label in task.labels if label.id in delta.annotations)
    return Task(task.id, task.name, task.kind, labels, task.position, task.unlabelled_absent)


def annotator() -> str:
    """Who annotates here: the system's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in a container
        return "unknown"
