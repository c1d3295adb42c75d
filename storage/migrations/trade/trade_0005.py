"""Signals remember the price of an entry or target that rests; 0 for all that take the market's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0005"
down_revision = "trade_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the price; no stored signal has one."""
    column = sa.Column("limit_price", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("signals", column)


def downgrade() -> None:
    """Drop the price; signals that rest are dropped with it, for they would take the market's."""
    op.execute("DELETE FROM signals WHERE limit_price <> 0")
    op.drop_column("signals", "limit_price")
