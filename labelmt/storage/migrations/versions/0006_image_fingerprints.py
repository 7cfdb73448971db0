"""Fingerprints of image files, by which they are known again under another name.

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
    # Unknown until a file is decoded the next time; size and time of writing stand in for it.
    op.add_column("image", sa.Column("fingerprint", sa.LargeBinary(16), nullable=True))
