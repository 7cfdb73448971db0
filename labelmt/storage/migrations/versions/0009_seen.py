"""How a person saw each pair they asserted, from the history; ``confirmed`` becomes ``kept``.

An action of one image was looked at. Of labels set by hand on several images at once, as many as
fit on a screen count as visible. Suggestions accepted on several images, and labels transferred
between duplicates, nobody saw.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from labelmt.storage.row_delta import Delta, Value, pack, unpack

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ON_A_SCREEN = 100
"""Images of one action up to which their thumbnails were most likely all on the screen."""
TRANSFER = "Transfer labels to "
"""How the titles of such actions begin."""

_history = sa.table(
    "history",
    sa.column("id", sa.Integer),
    sa.column("title", sa.Text),
    sa.column("delta", sa.LargeBinary),
    sa.column("source", sa.String),
)


def upgrade() -> None:
    op.add_column(
        "annotation",
        sa.Column("seen", sa.String(length=10), nullable=False, server_default="unseen"),
    )
    connection = op.get_bind()
    images = _images_of_actions(connection)
    _note_in_annotations(connection, images)
    _note_in_history(connection, images)
    op.drop_index("ix_annotation_confirmed", "annotation")
    connection.execute(sa.text("UPDATE annotation SET source = 'kept' WHERE source = 'confirmed'"))
    connection.execute(sa.text("UPDATE history SET source = 'kept' WHERE source = 'confirmed'"))
    op.create_index(
        "ix_annotation_kept",
        "annotation",
        ["label_id", "image_row"],
        sqlite_where=sa.text("source = 'kept'"),
        postgresql_where=sa.text("source = 'kept'"),
    )


def _deltas(connection: Connection) -> list[int]:
    statement = sa.select(_history.c.id).where(_history.c.delta.is_not(None))
    return list(connection.execute(statement.order_by(_history.c.id)).scalars())


def _read(connection: Connection, one: int) -> tuple[str, Delta]:
    statement = sa.select(_history.c.title, _history.c.delta).where(_history.c.id == one)
    title, blob = connection.execute(statement).one()
    return title, unpack(blob)


def _images_of_actions(connection: Connection) -> dict[str, int]:
    """The moment annotations were made to how many images one action gave them, at most.

    Of a transfer more than a screen holds. The moment is that of the annotations: the log's own is
    later by a little.
    """
    found: dict[str, int] = {}
    for one in _deltas(connection):  # one delta at a time: an import's may be large
        title, delta = _read(connection, one)
        rows: dict[str, set[int]] = {}
        for pairs in delta.annotations.values():
            for row, (_, after) in pairs.items():
                if after is not None:
                    rows.setdefault(after.at, set()).add(row)
        for at, touched in rows.items():
            count = ON_A_SCREEN + 1 if title.startswith(TRANSFER) else len(touched)
            found[at] = max(found.get(at, 0), count)
    return found


def _seen(source: str, at: str, images: dict[str, int]) -> str:
    # What is in no action of the history, nobody can tell of.
    count = images.get(at, ON_A_SCREEN + 1)
    if source == "confirmed" or (source != "import" and count == 1):
        return "one"
    return "visible" if source == "human" and count <= ON_A_SCREEN else "unseen"


def _note_in_annotations(connection: Connection, images: dict[str, int]) -> None:
    """One sweep over the annotations for each answer, however many actions there were."""
    connection.execute(
        sa.text("CREATE TEMPORARY TABLE moment (at TEXT PRIMARY KEY, images INTEGER NOT NULL)")
    )
    if images:
        connection.execute(
            sa.text("INSERT INTO moment VALUES (:at, :images)"),
            [{"at": at, "images": count} for at, count in images.items()],
        )
    one = "SELECT at FROM moment WHERE images = 1"
    few = "SELECT at FROM moment WHERE images BETWEEN 2 AND :most"
    for seen, condition in (
        ("one", f"source = 'confirmed' OR (source <> 'import' AND at IN ({one}))"),
        ("visible", f"source = 'human' AND at IN ({few})"),
    ):
        update = f"UPDATE annotation SET seen = :seen WHERE {condition}"  # noqa: S608
        values: dict[str, object] = {"seen": seen}
        if ":most" in condition:
            values["most"] = ON_A_SCREEN
        connection.execute(sa.text(update), values)
    connection.execute(sa.text("DROP TABLE moment"))


def _note_in_history(connection: Connection, images: dict[str, int]) -> None:
    """So that undoing an old action brings back how its annotations were seen."""

    def noted(value: Value | None) -> Value | None:
        if value is None:
            return None
        source = "kept" if value.source == "confirmed" else value.source
        return value._replace(source=source, seen=_seen(value.source, value.at, images))

    for one in _deltas(connection):
        _title, delta = _read(connection, one)
        if not any(delta.annotations.values()):
            continue
        delta.annotations = {
            label_id: {row: (noted(before), noted(after)) for row, (before, after) in pairs.items()}
            for label_id, pairs in delta.annotations.items()
        }
        connection.execute(
            sa.update(_history).where(_history.c.id == one).values(delta=pack(delta))
        )
