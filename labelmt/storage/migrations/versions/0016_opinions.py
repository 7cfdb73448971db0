"""What each person said of a pair, beside the annotation that counts; from the history as far as it knows.

Where an action put one person's word in the place of another's, the other's is kept from now on,
and the action's own record says so, so that undoing it stays exact. What was said alike was never
written down by older versions.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from labelmt.storage.row_delta import Delta, Opinions, Value, pack, unpack

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_history = sa.table(
    "history",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("target_id", sa.Integer),
    sa.column("annotator", sa.String),
    sa.column("delta", sa.LargeBinary),
)
_annotation = sa.table(
    "annotation",
    sa.column("label_id", sa.Integer),
    sa.column("image_row", sa.Integer),
    sa.column("annotator", sa.String),
)
_opinion = sa.table(
    "opinion",
    *(
        sa.column(name)
        for name in (
            "label_id", "image_row", "annotator", "state", "source", "at", "run_id", "seen"
        )
    ),
)  # fmt: skip

Said = dict[tuple[int, int, str], Value]
"""(Label id, image row, annotator) to what that person said beside the annotation."""


def upgrade() -> None:
    op.create_table(
        "opinion",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("image_row", sa.Integer(), nullable=False),
        sa.Column("annotator", sa.String(length=200), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("seen", sa.String(length=10), nullable=False, server_default="unseen"),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name="fk_opinion_label_id"),
        sa.ForeignKeyConstraint(["image_row"], ["image.row"], name="fk_opinion_image_row"),
        sa.PrimaryKeyConstraint("label_id", "image_row", "annotator", name="pk_opinion"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_opinion_image_row", "opinion", ["image_row"])
    connection = op.get_bind()
    if _several(connection):
        _keep(connection, _from_history(connection))


def _several(connection: Connection) -> bool:
    """Whether more than one person ever did something."""
    people = sa.union(sa.select(_history.c.annotator), sa.select(_annotation.c.annotator))
    return len(connection.execute(people.limit(2)).all()) > 1


def _from_history(connection: Connection) -> Said:
    """What stands of what was said and then put aside; actions are told of it on the way."""
    said: Said = {}
    did: dict[int, dict[int, Opinions]] = {}
    columns = (_history.c.id, _history.c.kind, _history.c.target_id, _history.c.annotator)
    for one in connection.execute(sa.select(*columns).order_by(_history.c.id)).all():
        if one.kind == "do":
            blob = sa.select(_history.c.delta).where(_history.c.id == one.id)
            packed = connection.execute(blob).scalar_one()
            if packed is None:
                continue
            delta = unpack(packed)
            found = _put_aside(delta, one.annotator, said)
            if found:
                did[one.id] = delta.opinions = found
                connection.execute(
                    sa.update(_history).where(_history.c.id == one.id).values(delta=pack(delta))
                )
            _turn(said, found, forwards=True)
        else:
            _turn(said, did.get(one.target_id, {}), forwards=one.kind == "redo")
    return said


def _put_aside(delta: Delta, actor: str, said: Said) -> dict[int, Opinions]:
    found: dict[int, Opinions] = {}
    for label_id, pairs in delta.annotations.items():
        if delta.labels.get(label_id, (None, {}))[1] is None:
            gone = {
                (row, who): (value, None)
                for (of, row, who), value in said.items()
                if of == label_id
            }
            if gone:
                found[label_id] = gone
            continue
        changed: Opinions = {}
        for row, (before, after) in pairs.items():
            who = actor if after is None else after.annotator
            if before is not None and before.annotator != who:
                changed[row, before.annotator] = (said.get((label_id, row, before.annotator)), before)
            own = said.get((label_id, row, who))
            if own is not None:
                changed[row, who] = (own, None)
        if changed:
            found[label_id] = changed
    return found


def _turn(said: Said, did: dict[int, Opinions], *, forwards: bool) -> None:
    for label_id, opinions in did.items():
        for (row, who), pair in opinions.items():
            value = pair[1] if forwards else pair[0]
            if value is None:
                said.pop((label_id, row, who), None)
            else:
                said[label_id, row, who] = value


def _keep(connection: Connection, said: Said) -> None:
    labels = {one for (one,) in connection.execute(sa.text("SELECT id FROM label"))}
    rows = [
        {"label_id": label_id, "image_row": row, **value._asdict()}
        for (label_id, row, _), value in said.items()
        if label_id in labels
    ]
    if rows:
        connection.execute(sa.insert(_opinion), rows)
