"""Reads tasks and labels, and hands out their ids."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, func, select

from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.storage.meta_repository import read_meta, write_meta
from labelmt.storage.tables import label, task


def read_schema(connection: Connection) -> Schema:
    """All tasks and labels, archived ones included, in the order shown."""
    labels: dict[int, list[Label]] = {}
    rows = connection.execute(select(label).order_by(label.c.position, label.c.id)).all()
    tasks_of = {row.id: row.task_id for row in rows}
    for row in rows:
        labels.setdefault(row.task_id, []).append(
            Label(
                row.id,
                row.task_id,
                row.name,
                row.color,
                row.shortcut,
                row.position,
                row.archived,
                tuple(json.loads(row.synonyms)),
                # One that is not there any more implies nothing.
                tuple(p for p in json.loads(row.parents) if tasks_of.get(p) == row.task_id),
                row.description,
                tuple(json.loads(row.examples)),
                tuple(json.loads(row.former)),
            )
        )
    tasks = connection.execute(select(task).order_by(task.c.position, task.c.id))
    return Schema(
        tuple(
            Task(
                row.id,
                row.name,
                TaskKind(row.kind),
                tuple(labels.get(row.id, ())),
                row.position,
                row.unlabelled_absent,
                row.archived,
                tuple(json.loads(row.former)),
            )
            for row in tasks
        )
    )


def task_row(one: Task) -> dict[str, Any]:
    """A task as its table's row."""
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "position": one.position,
        "unlabelled_absent": one.unlabelled_absent,
        "archived": one.archived,
        "former": dumps(one.former),
    }


def label_row(one: Label) -> dict[str, Any]:
    """A label as its table's row."""
    return {
        "id": one.id,
        "task_id": one.task_id,
        "name": one.name,
        "color": one.color,
        "shortcut": one.shortcut,
        "position": one.position,
        "archived": one.archived,
        "synonyms": dumps(one.synonyms),
        "parents": dumps(one.parents),
        "description": one.description,
        "examples": dumps(one.examples),
        "former": dumps(one.former),
    }


def next_ids(connection: Connection) -> tuple[int, int]:
    """The ids of the next task and label; an id is never given out twice.

    The history names tasks and labels by id, and undoing a deletion must find the id free.
    """
    return _next(connection, "next_task_id", task), _next(connection, "next_label_id", label)


def _next(connection: Connection, key: str, table: Table) -> int:
    highest = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return max(highest + 1, int(read_meta(connection, key) or 1))


def reserve_ids(connection: Connection, task_id: int, label_id: int) -> None:
    """Remember the highest ids given out."""
    for key, used, table in (("next_task_id", task_id, task), ("next_label_id", label_id, label)):
        write_meta(connection, key, str(max(used + 1, _next(connection, key, table))))
