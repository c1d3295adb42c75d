"""A schema of a PostgreSQL database in the place of a file: opened, locked, brought to form.

The driver is loaded when a database is opened; a start on files never needs it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Engine, QueuePool, StaticPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from core.errors import SettingsError, StoreError
from storage.database import json_text, refusal
from storage.postgres_form import complete
from storage.schema import Schema, bring_up

# A commit counts when the disk has it; instants are UTC as in a file.
_SESSION: Final = {
    "synchronous_commit": "on",
    "timezone": "UTC",
    # A start right after a crash may meet the last moments of the process before it.
    "lock_timeout": "5s",
}
# A silent network counts as gone after half a minute: a commit must not hang for longer.
_NETWORK: Final[dict[str, Any]] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_LOCK: Final = text("SELECT pg_advisory_lock(hashtextextended('gaemi ' || :schema, 0))")
_UNLOCK: Final = text("SELECT pg_advisory_unlock(hashtextextended('gaemi ' || :schema, 0))")
_THERE: Final = text("SELECT to_regclass(:schema || '.alembic_version') IS NOT NULL")
_KNOWN: Final = text("SELECT count(*) FROM pg_namespace WHERE nspname = :schema")
_LOCKED: Final = "55P03"


@dataclass(frozen=True, slots=True)
class PostgresSchema:
    """One schema of a database stands for one file; `url` holds the password, `str` does not.

    `alone`: one process at a time may write. The connection that writes holds a lock of the
    server for as long as it lives, and is never opened again after it was lost.
    """

    url: str = field(repr=False)
    schema: str
    alone: bool = False

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        person = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return f"postgresql://{person}{parts.hostname or ''}{port}{parts.path}, {self.schema}"

    def there(self) -> bool:
        """Tell whether the schema has tables of gaemi."""
        engine = self.reader()
        try:
            with engine.connect() as connection:
                return bool(connection.execute(_THERE, {"schema": self.schema}).scalar_one())
        except DBAPIError as e:
            raise refusal(e, path=self) from e
        finally:
            engine.dispose()

    def writer(self) -> Engine:
        """Open the connection that writes; raises StoreError when the server does not let us."""
        if self.alone:
            return self._engine(_once(self._connect, str(self)), poolclass=StaticPool)
        return self._engine(self._connect, poolclass=QueuePool, **_ONE_LASTING)

    def reader(self) -> Engine:
        """Open a connection that sees committed rows and cannot write; one lost is replaced."""

        def connect() -> Any:
            return self._connect(default_transaction_read_only="on")

        return self._engine(connect, poolclass=QueuePool, **_ONE_LASTING)

    def ready(self, engine: Engine, schema: Schema) -> None:
        """Take the lock, make the schema when absent, and bring its tables to form.

        Raises StoreError when another process writes, or the tables are of a newer release.
        """
        self._lock(engine)
        self._make(engine)
        # In one transaction and with no copy before: the server's own backups are the person's.
        bring_up(engine, schema, place=self, keep=lambda _revision: None)
        with engine.begin() as connection:
            complete(connection, numbered=self.alone)
            if not self.alone:
                connection.execute(_UNLOCK, {"schema": self.schema})

    def watch(self) -> Callable[[], None]:
        """Give nothing to look at: the server answers for its files."""
        return lambda: None

    def _lock(self, engine: Engine) -> None:
        try:
            with engine.begin() as connection:
                connection.execute(_LOCK, {"schema": self.schema})
        except DBAPIError as e:
            if getattr(e.orig, "sqlstate", None) != _LOCKED:
                raise
            raise StoreError(
                f"another gaemi is running on {self}; stop it, or name another database "
                "with DATABASE_URL"
            ) from e

    def _make(self, engine: Engine) -> None:
        with engine.begin() as connection:
            if not connection.execute(_KNOWN, {"schema": self.schema}).scalar_one():
                connection.exec_driver_sql(f'CREATE SCHEMA "{self.schema}"')

    def _engine(self, creator: Callable[[], Any], **pool: Any) -> Engine:
        try:
            engine = create_engine(
                "postgresql+psycopg://",
                creator=creator,
                use_native_hstore=False,
                json_serializer=json_text,
                json_deserializer=json.loads,
                **pool,
            )
        except ModuleNotFoundError as e:
            raise SettingsError(
                f"DATABASE_URL needs {e.name}: install gaemi with its extra (gaemi[postgres])"
            ) from e
        engine.url = engine.url.set(database=str(self))
        return engine

    def _connect(self, **more: str) -> Any:
        import psycopg

        asked = {"search_path": self.schema, **_SESSION, **more}
        options = [f"-c {name}={value}" for name, value in asked.items()]
        try:
            own = psycopg.conninfo.conninfo_to_dict(self.url).get("options")
            options = [str(own)] * bool(own) + options
            return psycopg.connect(
                self.url,
                application_name="gaemi",
                target_session_attrs="primary",
                options=" ".join(options),
                **_NETWORK,
            )
        except psycopg.Error as e:
            raise StoreError(
                f"{self} cannot be opened: {' '.join(str(e).split())}; see that the server runs "
                "and that address, user, password and database in DATABASE_URL are right"
            ) from e


# One connection, asked whether it still lives before each use.
_ONE_LASTING: Final = {"pool_size": 1, "max_overflow": 0, "pool_pre_ping": True}


def _once(connect: Callable[[], Any], name: str) -> Callable[[], Any]:
    """Refuse a second connection: the lock was lost with the first, and others may have written."""
    opened: list[bool] = []

    def first() -> Any:
        if opened:
            raise StoreError(f"{name}: the connection was lost; start gaemi again")
        opened.append(True)
        return connect()

    return first
