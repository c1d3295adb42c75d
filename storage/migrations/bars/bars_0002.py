"""Each series of bars has a name for its present content, which every change renews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bars_0002"
down_revision = "bars_0001"
branch_labels = None
depends_on = None

# A bar that moves to another series changes both.
ROWS = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}
NAMED = {
    "sqlite": "INSERT INTO series_states SELECT symbol, interval, lower(hex(randomblob(16))) "
    "FROM market_bars GROUP BY symbol, interval",
    "postgresql": 'INSERT INTO series_states SELECT symbol, "interval", gen_random_uuid()::text '
    'FROM market_bars GROUP BY symbol, "interval"',
}
RENEWAL = (
    "INSERT INTO series_states VALUES ({row}.symbol, {row}.interval, lower(hex(randomblob(16)))) "
    "ON CONFLICT (symbol, interval) DO UPDATE SET state = excluded.state; "
)
FUNCTION = """
CREATE FUNCTION renew_series() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM series_states;
  ELSE
    INSERT INTO series_states SELECT symbol, "interval", gen_random_uuid()::text
    FROM (SELECT DISTINCT symbol, "interval" FROM touched) AS series
    ON CONFLICT (symbol, "interval") DO UPDATE SET state = excluded.state;
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Name what is stored, and let the database name what changes."""
    op.create_table(
        "series_states",
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("interval", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("symbol", "interval"),
    )
    dialect = op.get_bind().dialect.name
    for statement in (NAMED[dialect], *(_postgresql() if dialect == "postgresql" else _sqlite())):
        op.execute(statement)


def downgrade() -> None:
    """Remove triggers and table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION renew_series CASCADE")
    else:
        for change in ROWS:
            op.execute(f"DROP TRIGGER bars_{change.lower()}")
    op.drop_table("series_states")


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER bars_{change.lower()} AFTER {change} ON market_bars "
        f"BEGIN {''.join(RENEWAL.format(row=row) for row in rows)}END"
        for change, rows in ROWS.items()
    ]


def _postgresql() -> list[str]:
    triggers = [
        f"CREATE TRIGGER bars_{change.lower()}_{row.lower()} AFTER {change} ON market_bars "
        f"REFERENCING {row} TABLE AS touched EXECUTE FUNCTION renew_series()"
        for change, rows in ROWS.items()
        for row in rows
    ]
    emptied = (
        "CREATE TRIGGER bars_truncate AFTER TRUNCATE ON market_bars EXECUTE FUNCTION renew_series()"
    )
    return [FUNCTION, *triggers, emptied]
