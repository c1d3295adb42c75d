"""Messages have copies and counts; critical ones wait for a person, people have quiet hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0012"
down_revision = "trade_0011"
branch_labels = None
depends_on = None

_TEXTS = ("event", "message", "because")


def upgrade() -> None:
    """Add the columns and tables; messages of before are copies of none."""
    for name in _TEXTS:
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("outbox", column)
    op.add_column("outbox", sa.Column("times", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("outbox", sa.Column("held_until", sa.DateTime(), nullable=True))
    op.create_index("ix_outbox_event", "outbox", ["event"])
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alarms_raised_at", "alarms", ["raised_at"])
    op.create_table(
        "quiets",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("mutes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )


def downgrade() -> None:
    """Drop them; what would only edit or sum up messages means nothing to the release before."""
    op.execute("DELETE FROM outbox WHERE kind IN ('update', 'digest')")
    op.drop_table("quiets")
    op.drop_table("alarms")
    op.drop_index("ix_outbox_event", table_name="outbox")
    for name in (*_TEXTS, "times", "held_until"):
        op.drop_column("outbox", name)
