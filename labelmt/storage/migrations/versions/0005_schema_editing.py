"""Archived tasks and labels, synonyms, and labels that imply others.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite adds a column that may not be empty only with a default. Rows of the history from
    # before lack these columns; what they bring back gets the same defaults.
    for table in ("task", "label"):
        op.add_column(
            table, sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for name in ("synonyms", "parents"):
        op.add_column("label", sa.Column(name, sa.Text(), nullable=False, server_default="[]"))
