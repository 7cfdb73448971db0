"""Images of a locked test part, and a run's figures on them.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "image", sa.Column("in_test", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("run", sa.Column("test_tasks", sa.Text(), nullable=False, server_default="[]"))
