"""Sequences and locations of images, as data sets of camera traps tell them.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture",
        sa.Column("image_row", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("sequence", sa.Text(), nullable=False, server_default=""),
        sa.Column("frame", sa.Integer(), nullable=True),
        sa.Column("location", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["image_row"], ["image.row"], name="fk_capture_image_row"),
        sa.PrimaryKeyConstraint("image_row", name="pk_capture"),
    )
