"""What each person wants of reports, and which language and length a stored report has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0006"
down_revision = "trade_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; reports of before are long, and their language was not kept: Korean."""
    op.create_table(
        "subscriptions",
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("reader"),
    )
    for name, value in (("lang", "ko"), ("detail", "long")):
        column = sa.Column(name, sa.String(), nullable=False, server_default=value)
        op.add_column("reports", column)


def downgrade() -> None:
    """Drop the wishes; everybody gets the weekly report again, as before."""
    for name in ("detail", "lang"):
        op.drop_column("reports", name)
    op.drop_table("subscriptions")
