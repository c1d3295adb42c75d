"""Until when a stop holds that was set for a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0008"
down_revision = "trade_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was stopped before stays until a person lifts it."""
    op.add_column("switches", sa.Column("until", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Drop the ends: a pause becomes a stop that stays."""
    op.drop_column("switches", "until")
