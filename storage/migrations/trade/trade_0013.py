"""People ask to be told of conditions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0013"
down_revision = "trade_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody asked for anything before."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("face", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("condition", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reference", sa.BigInteger(), nullable=False),
        sa.Column("woken_on", sa.Date(), nullable=True),
        sa.Column("armed_on", sa.Date(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("met_at", sa.DateTime(), nullable=True),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alerts_owner", "alerts", ["owner"])
    op.create_index("ix_alerts_made_at", "alerts", ["made_at"])


def downgrade() -> None:
    """Drop it: the release before tells nobody."""
    op.drop_index("ix_alerts_made_at", table_name="alerts")
    op.drop_index("ix_alerts_owner", table_name="alerts")
    op.drop_table("alerts")
