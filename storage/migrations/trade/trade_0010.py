"""Each person's list of stocks to watch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0010"
down_revision = "trade_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "watch_lists",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("symbols", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("owner"),
    )


def downgrade() -> None:
    """Drop the lists."""
    op.drop_table("watch_lists")
