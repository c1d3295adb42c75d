"""Futures: books and executions keep the multiplier that their contracts were traded with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0003"
down_revision = "trade_0002"
branch_labels = None
depends_on = None

TABLES = ("positions", "executions")


def upgrade() -> None:
    """Add the multiplier; 0, as of shares, for all rows of before."""
    for table in TABLES:
        column = sa.Column("multiplier", sa.BigInteger(), nullable=False, server_default="0")
        op.add_column(table, column)


def downgrade() -> None:
    """Drop the multiplier; rows of futures are dropped with it, for no share book is negative."""
    for table in TABLES:
        # The names are those above: nothing of a user's comes into the statement.
        op.execute(f"DELETE FROM {table} WHERE multiplier <> 0")  # noqa: S608  # nosec B608
        op.drop_column(table, "multiplier")
