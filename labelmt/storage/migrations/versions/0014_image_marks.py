"""What a person says of an image itself: unsure, a rating, a comment.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("rating", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("comment", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("image", column)
