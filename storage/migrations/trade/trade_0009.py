"""Cards remember how many people they need, who said yes and who asked for the order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0009"
down_revision = "trade_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; every card of before needed one person, and who asked was not kept."""
    for table, column in (
        ("approvals", sa.Column("needed", sa.BigInteger(), nullable=False, server_default="1")),
        ("approvals", sa.Column("pressed", sa.JSON(), nullable=False, server_default="[]")),
        ("approvals", sa.Column("proposer", sa.String(), nullable=False, server_default="")),
        ("signals", sa.Column("asked_by", sa.String(), nullable=False, server_default="")),
    ):
        op.add_column(table, column)


def downgrade() -> None:
    """Take the columns away; open cards that wait for several people end, one would do then."""
    op.execute("UPDATE approvals SET state = 'lapsed' WHERE state = 'open' AND needed > 1")
    for name in ("proposer", "pressed", "needed"):
        op.drop_column("approvals", name)
    op.drop_column("signals", "asked_by")
