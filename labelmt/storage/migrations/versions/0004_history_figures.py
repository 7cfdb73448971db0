"""What each action did to annotations, in figures: the history is listed without its deltas.

Revision ID: 0004
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from labelmt.storage.row_delta import figures_of, unpack

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("history", sa.Column("pairs", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "history",
        sa.Column("source", sa.String(length=20), nullable=False, server_default=""),
    )
    op.add_column("history", sa.Column("run_id", sa.Integer(), nullable=True))
    history = sa.table(
        "history",
        sa.column("id", sa.Integer),
        sa.column("delta", sa.LargeBinary),
        sa.column("pairs", sa.Integer),
        sa.column("source", sa.String),
        sa.column("run_id", sa.Integer),
    )
    connection = op.get_bind()
    ids = connection.execute(sa.select(history.c.id).where(history.c.delta.is_not(None)))
    for one in ids.scalars().all():  # one delta at a time: an import's may be large
        blob = connection.execute(sa.select(history.c.delta).where(history.c.id == one))
        figures = figures_of(unpack(blob.scalar_one()))
        connection.execute(
            sa.update(history)
            .where(history.c.id == one)
            .values(pairs=figures.pairs, source=figures.source, run_id=figures.run_id)
        )
