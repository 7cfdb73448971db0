"""Reads and writes saved searches, in the order they were made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from labelmt.domain.errors import NotFound
from labelmt.storage.database import inserted_id
from labelmt.storage.tables import saved_view


@dataclass(frozen=True, slots=True)
class StoredView:
    """A view as stored.

    Attributes:
        refers_to: for each name in the query, in order, what it meant when it was saved:
            "label:3", "task:2", or nothing.
    """

    id: int
    name: str
    query: str
    refers_to: tuple[str, ...] = ()


def read_views(connection: Connection) -> tuple[StoredView, ...]:
    """All of them, oldest first."""
    found = connection.execute(select(saved_view).order_by(saved_view.c.id))
    return tuple(
        StoredView(one.id, one.name, one.query, tuple(json.loads(one.refers_to))) for one in found
    )


def insert_view(connection: Connection, name: str, query: str, refers_to: Sequence[str]) -> int:
    """Keep a search; returns its id."""
    values = {"name": name, "query": query, "refers_to": json.dumps(list(refers_to))}
    return inserted_id(connection.execute(insert(saved_view).values(**values)))


def change_view(connection: Connection, view_id: int, **values: str) -> None:
    """Set columns of a view. Raises NotFound."""
    found = connection.execute(
        update(saved_view).where(saved_view.c.id == view_id).values(**values)
    )
    if not found.rowcount:
        raise _no_view(view_id)


def delete_view(connection: Connection, view_id: int) -> None:
    """Forget a view. Raises NotFound."""
    if not connection.execute(delete(saved_view).where(saved_view.c.id == view_id)).rowcount:
        raise _no_view(view_id)


def _no_view(view_id: int) -> NotFound:
    return NotFound("This view is not there any more.", subject=str(view_id))
