"""Confirmed annotations found at once: there are few among millions.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_annotation_confirmed",
        "annotation",
        ["label_id", "image_row"],
        sqlite_where=sa.text("source = 'confirmed'"),
    )
