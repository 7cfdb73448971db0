"""What tells a file from another that took its name; where roots lie as seen from the project.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("inode", "version"):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column("image", column)
    op.add_column(
        "image", sa.Column("changed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("image", sa.Column("labelled_size", sa.BigInteger(), nullable=True))
    op.add_column("image", sa.Column("labelled_fingerprint", sa.LargeBinary(16), nullable=True))
    op.add_column("root", sa.Column("relative", sa.LargeBinary(), nullable=True))
