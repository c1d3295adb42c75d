"""What the tables have on PostgreSQL beyond the migrations, so that they answer like a file's."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

# Text is compared byte by byte, as SQLite and Python do, whatever language the server speaks.
_UNSORTED: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND data_type = 'character varying' "
    "AND collation_name IS DISTINCT FROM 'C' ORDER BY 1, 2"
)
# Rows are loaded in the order of their first insertion; SQLite numbers them by itself.
_UNNUMBERED: Final = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
    "AND tablename <> 'alembic_version' AND tablename NOT IN ("
    "SELECT table_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND column_name = 'rowid') ORDER BY 1"
)


def complete(connection: Connection, *, numbered: bool) -> None:
    """Give every text column its order and, when asked, every table its numbers."""
    for table, column in connection.execute(_UNSORTED).all():
        connection.exec_driver_sql(
            f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar COLLATE "C"'
        )
    for table in connection.execute(_UNNUMBERED).scalars().all() if numbered else ():
        connection.exec_driver_sql(
            f'ALTER TABLE "{table}" ADD COLUMN rowid bigint GENERATED ALWAYS AS IDENTITY'
        )
