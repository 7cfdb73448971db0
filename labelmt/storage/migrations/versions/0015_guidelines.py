"""Guidelines of labels: a description and example images; former names of tasks and labels.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name, empty in (
        ("task", "former", "[]"),
        ("label", "description", ""),
        ("label", "examples", "[]"),
        ("label", "former", "[]"),
    ):
        op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=empty))
