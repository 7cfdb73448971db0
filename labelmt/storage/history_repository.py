"""Append-only log of actions, and the undo and redo stacks that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sys import intern

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from labelmt.domain.history_entries import HistoryEntry
from labelmt.storage.database import inserted_id
from labelmt.storage.row_delta import Delta, figures_of, pack, unpack
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import history

PART = 500
"""Actions read at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """An action that can be undone or redone."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """What undo and redo would do next is at the end of each."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()


def read_entries(connection: Connection, ids: Sequence[int]) -> tuple[HistoryEntry, ...]:
    """Actions by id, in the order of the ids; a page of them, not thousands."""
    columns = [history.c[name] for name in HistoryEntry.__dataclass_fields__]
    found = connection.execute(select(*columns).where(history.c.id.in_(list(ids))))
    by_id = {row.id: HistoryEntry(*row) for row in found}
    return tuple(by_id[one] for one in ids)


def read_stacks(connection: Connection) -> Stacks:
    """Replay the log: a new action forgets what could have been redone."""
    done: list[Step] = []
    undone: list[Step] = []
    columns = (history.c.id, history.c.kind, history.c.title, history.c.target_id)
    for row in connection.execute(select(*columns).order_by(history.c.id)):
        if row.kind == "do":
            done.append(Step(row.id, intern(row.title)))
            undone.clear()
            continue
        if row.kind not in ("undo", "redo"):
            raise ValueError(f"action {row.id} is of the kind {row.kind!r}")
        out_of, into = (done, undone) if row.kind == "undo" else (undone, done)
        # Nearly always the last. Not where another process worked on meanwhile; and not there at
        # all in the log of a database that was salvaged.
        for place in range(len(out_of) - 1, -1, -1):
            if out_of[place].id == row.target_id:
                into.append(out_of.pop(place))
                break
    return Stacks(tuple(done), tuple(undone))


def latest_id(connection: Connection) -> int:
    """Id of the newest entry, 0 for none: tells whether another process added one."""
    statement = select(history.c.id).order_by(history.c.id.desc()).limit(1)
    return connection.execute(statement).scalar() or 0


def log_action(connection: Connection, title: str, who: str, at: str, delta: Delta) -> int:
    """Append an action; returns its id."""
    figures = figures_of(delta)
    result = connection.execute(
        insert(history).values(
            kind="do",
            title=title,
            annotator=who,
            at=at,
            delta=pack(delta),
            pairs=figures.pairs,
            source=figures.source,
            run_id=figures.run_id,
        )
    )
    return inserted_id(result)


def log_turns(
    connection: Connection, kind: str, steps: Sequence[Step], who: str, at: str
) -> tuple[int, int]:
    """Append an "undo" or "redo" of each action, in this order; the first and last entry's id."""
    first = latest_id(connection) + 1
    said = {"kind": kind, "annotator": who, "at": at}
    connection.execute(
        insert(history),
        [{"target_id": step.id, "title": step.title, **said} for step in steps],
    )
    return first, latest_id(connection)


def entries_after(connection: Connection, action_id: int) -> list[int]:
    """Ids of the entries after one."""
    statement = select(history.c.id).where(history.c.id > action_id).order_by(history.c.id)
    return list(connection.execute(statement).scalars())


def entries_of_others(connection: Connection, who: str) -> list[int]:
    """Ids of the entries that are not one annotator's."""
    statement = select(history.c.id).where(history.c.annotator != who)
    return list(connection.execute(statement).scalars())


def entry_of(connection: Connection, who: str, at: str, title: str, after: int) -> int | None:
    """Id of what somebody did at a moment, of the entries after one; None where there is none."""
    same = (history.c.annotator == who) & (history.c.at == at) & (history.c.title == title)
    statement = select(history.c.id).where(history.c.id > after, same, history.c.kind == "do")
    return connection.execute(statement).scalars().first()


def read_delta(connection: Connection, action_id: int) -> Delta | None:
    """What an action changed; None where there is no such action."""
    statement = select(history.c.delta).where(history.c.id == action_id)
    blob = connection.execute(statement).scalar_one_or_none()
    return unpack(blob) if blob is not None else None


def read_deltas(connection: Connection, action_ids: Sequence[int]) -> Iterator[Delta]:
    """What actions changed, in the order given; a part of them at a time.

    Raises:
        ValueError: the log has an action without what it changed.
    """
    for start in range(0, len(action_ids), PART):
        part = action_ids[start : start + PART]
        statement = select(history.c.id, history.c.delta).where(
            history.c.id.in_(select(named_rows(part).c.value))
        )
        found = {row.id: row.delta for row in connection.execute(statement)}
        for one in part:
            blob = found.get(one)
            if blob is None:
                raise ValueError(f"action {one} is in the log without what it changed")
            yield unpack(blob)


def rows_changed_since(
    connection: Connection, action_id: int, most: int
) -> NDArray[np.int64] | None:
    """Image rows, ascending, whose annotations or opinions actions after this one changed.

    None where tasks or labels changed as well, where there are more rows than ``most``, or where
    the log has never had this action.
    """
    if action_id > latest_id(connection):
        return None
    columns = (history.c.id, history.c.kind, history.c.target_id)
    later = connection.execute(select(*columns).where(history.c.id > action_id)).all()
    rows: set[int] = set()
    for one in {row.id if row.kind == "do" else row.target_id for row in later}:
        delta = read_delta(connection, one)
        if delta is None or delta.tasks or delta.labels:
            return None
        rows.update(row for pairs in delta.annotations.values() for row in pairs)
        rows.update(row for said in delta.opinions.values() for row, _ in said)
        if len(rows) > most:
            return None
    return np.array(sorted(rows), dtype=np.int64)


def read_title(connection: Connection, action_id: int) -> str:
    """What an action was, in words."""
    statement = select(history.c.title).where(history.c.id == action_id)
    return str(connection.execute(statement).scalar_one())
