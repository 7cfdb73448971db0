"""Images that the review asked for by chance; chosen thresholds belong to labels, not to a run.

Where several runs had a threshold of one label, that of the run that predicts stays, or else that
of the newest.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_run = sa.table(
    "run",
    sa.column("id", sa.Integer),
    sa.column("serves", sa.Boolean),
    sa.column("predictions", sa.Text),
)
_meta = sa.table("meta", sa.column("key", sa.String), sa.column("value", sa.Text))


def upgrade() -> None:
    op.add_column(
        "image", sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    connection = op.get_bind()
    chosen: dict[str, float] = {}
    statement = sa.select(_run.c.id, _run.c.predictions).where(_run.c.predictions != "")
    for run_id, text in connection.execute(statement.order_by(_run.c.serves, _run.c.id)).all():
        file = json.loads(text)
        chosen |= file.pop("chosen", {})
        connection.execute(
            sa.update(_run).where(_run.c.id == run_id).values(predictions=json.dumps(file))
        )
    if chosen:
        connection.execute(
            sa.insert(_meta).values(key="chosen_thresholds", value=json.dumps(chosen))
        )
