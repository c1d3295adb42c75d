"""Which form a database file has, and bringing it to the form that this release knows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, MetaData, inspect

from core.errors import StoreError
from core.failpoint import failpoint
from storage.database import reading
from storage.tables_bars import BARS
from storage.tables_state import JournalRow
from storage.tables_sweeps import SWEEPS
from storage.tables_trials import TRIALS

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of file: its tables, the folder of its migrations and the newest of them."""

    name: str
    metadata: MetaData
    head: str


# By way of the journal: `tables_state` must be imported for its tables to be in the metadata.
TRADE_SCHEMA: Final = Schema("trade", JournalRow.metadata, "trade_0013")
BARS_SCHEMA: Final = Schema("bars", BARS, "bars_0002")
TRIALS_SCHEMA: Final = Schema("trials", TRIALS, "trials_0001")
SWEEPS_SCHEMA: Final = Schema("sweeps", SWEEPS, "sweeps_0001")


def ensure(engine: Engine, schema: Schema, *, path: Path) -> None:
    """Bring a file to this release's form, keeping a backup of an older one beside it.

    Raises StoreError when the file is of a newer release or not gaemi's at all.
    """

    def keep(revision: str) -> None:
        failpoint("migrate.before_backup")
        backup(path, to=path.with_name(f"{path.name}.{revision}.bak"))
        failpoint("migrate.after_backup")

    bring_up(engine, schema, place=path, keep=keep)


def bring_up(engine: Engine, schema: Schema, *, place: object, keep: Callable[[str], None]) -> None:
    """Bring rows to this release's form; an older one is handed to `keep` before."""
    with reading(engine) as connection:
        stored = stored_revision(connection, path=place)
    if stored == schema.head:
        return
    if stored is not None:
        require_known(stored, schema, place=place)
        keep(stored)
    migrate(engine, schema)
    failpoint("migrate.after_commit")


def stored_revision(connection: Connection, *, path: object) -> str | None:
    """Give the revision of a file, None when it is empty; asks without alembic, which is slow."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreError(f"{path} holds tables that are not gaemi's; name another file")
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is None and len(tables) > 1:
        raise StoreError(f"{path} does not say which form its tables have; restore a backup")
    return None if revision is None else str(revision)


def migrate(engine: Engine, schema: Schema, *, to: str = "head") -> None:
    """Move a file to a revision, up or down, in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        config = alembic_config(schema)
        config.attributes["connection"] = connection
        if to == "head":
            command.upgrade(config, "head")
            failpoint("migrate.in_transaction")
        else:
            command.downgrade(config, to)


def alembic_config(schema: Schema) -> Config:
    """Give alembic's settings for one kind of file; imported late, a usual start needs none."""
    from alembic.config import Config

    config = Config()
    folder = str(MIGRATIONS).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", f"{folder}{os.sep}{schema.name}")
    config.attributes["metadata"] = schema.metadata
    return config


def backup(path: Path, *, to: Path) -> None:
    """Copy a database as of now, complete or not at all; only its owner may read it."""
    unfinished = to.with_name(f"{to.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
        _copy(path, to=unfinished)
        failpoint("migrate.after_copy")
        unfinished.replace(to)
        _keep_names(to.parent)
    except (OSError, sqlite3.Error) as e:
        raise StoreError(f"{path} cannot be copied to {to}: {e}; nothing was migrated") from e


def _keep_names(folder: Path) -> None:
    # A name is safe only with its folder; the migration after it is committed for good.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(path: Path, *, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def require_known(revision: str, schema: Schema, *, place: object) -> None:
    """Raise StoreError for a form that this release has no way to or from."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(alembic_config(schema)).get_revision(revision)
    except CommandError as e:
        raise StoreError(
            f"{place} has form {revision!r}, this release knows up to {schema.head!r}: "
            "use the release that wrote it, or restore a backup"
        ) from e
