"""The doctor with the databases that it looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.doctor.subject import Subject
from core.clock import LiveClock
from core.errors import GaemiError
from storage.inspection import examine_file
from storage.schema import BARS_SCHEMA, SWEEPS_SCHEMA, TRADE_SCHEMA, TRIALS_SCHEMA, Schema

FILES: Final = (
    ("gaemi.db", TRADE_SCHEMA), ("bars.db", BARS_SCHEMA), ("trials.db", TRIALS_SCHEMA),
    ("sweeps.db", SWEEPS_SCHEMA),
)  # fmt: skip


def subject_of(env: Mapping[str, str], here: Path) -> Subject:
    """Give the examination of a start with these variables in this folder."""
    return Subject(env, here, LiveClock(), databases=examined)


def examined(home: Path) -> Sequence[tuple[str, str]]:
    """Give each database's name with what is wrong with it, empty for nothing."""
    return [(name, _wrong(home / name, schema)) for name, schema in FILES]


def _wrong(path: Path, schema: Schema) -> str:
    try:
        examine_file(path, schema)
    except GaemiError as error:
        return str(error)
    return ""
