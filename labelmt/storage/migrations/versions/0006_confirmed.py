"""Confirmed annotations found at once: there are few among millions.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_annotation_confirmed",
        "annotation",
        ["label_id", "image_row"],
        sqlite_where=sa.text("source = 'confirmed'"),
    )
