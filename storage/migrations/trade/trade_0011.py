"""Who was taken away stays as a trace of who could do what, and is heard no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0011"
down_revision = "trade_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add when somebody left; everybody of before is still here."""
    op.add_column("users", sa.Column("left_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Drop the traces: without the column those people would be heard again."""
    op.execute("DELETE FROM users WHERE left_at IS NOT NULL")
    op.drop_column("users", "left_at")
