"""People have four roles, and all faces of one person count once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0007"
down_revision = "trade_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make owners administrators; whoever read the code at the console is the operator."""
    column = sa.Column("person", sa.String(), nullable=False, server_default="")
    op.add_column("users", column)
    op.execute("UPDATE users SET role = 'admin', person = 'operator' WHERE role = 'owner'")


def downgrade() -> None:
    """Make administrators owners again; traders and approvers become viewers."""
    op.execute("UPDATE users SET role = 'owner' WHERE role = 'admin'")
    op.execute("UPDATE users SET role = 'viewer' WHERE role IN ('trader', 'approver')")
    op.drop_column("users", "person")
