"""Doubt: snapshots, links and doubts; orders become attempts, questions get choices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "trade_0002"
down_revision = "trade_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of doubt; an order of before is its own first attempt."""
    _orders()
    for name, default in (("kind", "first"), ("coid", ""), ("evidence_id", "")):
        op.add_column("approvals", _text(name, default))
    _questions()
    _snapshots()
    _links()
    _doubts()


def downgrade() -> None:
    """Drop what this revision added; doubts are lost, orders in doubt stay UNKNOWN."""
    for table in ("doubts", "links", "snapshots"):
        op.drop_table(table)
    op.execute("DELETE FROM questions WHERE asked_by IS NULL")
    with op.batch_alter_table("questions") as batch:
        batch.alter_column("asked_by", existing_type=sa.JSON(), nullable=False)
        batch.drop_column("choices")
        batch.drop_column("choice_shas")
    for name in ("kind", "coid", "evidence_id"):
        op.drop_column("approvals", name)
    op.drop_index("one_row_per_attempt", "orders")
    for name in ("coid", "attempt", "snapshot_id", "body_sha", "skew_ms"):
        op.drop_column("orders", name)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _number(name: str, default: int) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=str(default))


def _orders() -> None:
    for name in ("coid", "snapshot_id", "body_sha"):
        op.add_column("orders", _text(name))
    op.add_column("orders", _number("attempt", 1))
    op.add_column("orders", _number("skew_ms", 0))
    op.execute("UPDATE orders SET coid = id")
    op.create_index(
        "one_row_per_attempt",
        "orders",
        ["coid", "attempt"],
        unique=True,
        sqlite_where=sa.text("coid <> ''"),
        postgresql_where=sa.text("coid <> ''"),
    )


def _questions() -> None:
    with op.batch_alter_table("questions") as batch:
        batch.alter_column("asked_by", existing_type=sa.JSON(), nullable=True)
        for name in ("choices", "choice_shas"):
            batch.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("holdings", sa.JSON(), nullable=False),
        sa.Column("cash", sa.BigInteger(), nullable=False),
        sa.Column("traded", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_snapshots_at", "snapshots", ["at"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("broker", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("coid", sa.String(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("broker", "account", "day", "branch", "number"),
    )
    op.create_index("ix_links_order_id", "links", ["order_id"])


def _doubts() -> None:
    op.create_table(
        "doubts",
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("sent_until", sa.DateTime(), nullable=False),
        sa.Column("watch_until", sa.Date(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("looks", sa.BigInteger(), nullable=False),
        sa.Column("first_look_at", sa.DateTime(), nullable=True),
        sa.Column("last_look_at", sa.DateTime(), nullable=True),
        sa.Column("blind_since", sa.DateTime(), nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("resend_allowed", sa.BigInteger(), nullable=False),
        sa.Column("watch_twin_until", sa.DateTime(), nullable=True),
        sa.Column("siblings", sa.JSON(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index("ix_doubts_opened_at", "doubts", ["opened_at"])
