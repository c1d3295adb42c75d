"""The first form of the file of bars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bars_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first form of the file."""
    _market_bars()
    _gaps()
    _import_files()
    _rejects()


def downgrade() -> None:
    """Remove every table."""
    for name in (
        "rejects",
        "import_files",
        "gaps",
        "market_bars",
    ):
        op.drop_table(name)


def _market_bars() -> None:
    op.create_table(
        "market_bars",
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("interval", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("open", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("close", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("symbol", "interval", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_index("bars_of_days", "market_bars", ["symbol", "interval", "day"])


def _gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("symbol", "first", "last", "reason"),
    )


def _import_files() -> None:
    op.create_table(
        "import_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("imported", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "sha256"),
    )


def _rejects() -> None:
    op.create_table(
        "rejects",
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("file", "line", "reason", "raw"),
    )
