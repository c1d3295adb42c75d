"""Orders remember that they should be cancelled, how often that was asked and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0004"
down_revision = "trade_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three columns; no stored order was ever asked to be cancelled."""
    for column in (
        sa.Column("cancel_wanted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("cancel_tries", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("cancel_at", sa.DateTime(), nullable=True),
    ):
        op.add_column("orders", column)


def downgrade() -> None:
    """Take the columns away again."""
    for name in ("cancel_at", "cancel_tries", "cancel_wanted"):
        op.drop_column("orders", name)
