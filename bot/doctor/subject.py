"""What the doctor examines: a start of gaemi as it would be made here and now."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.charts.fonts import font_file
from core.clock import Clock
from core.env_file import env_files, home_of
from core.errors import GaemiError
from core.settings import Settings, load_settings


def free_bytes(folder: Path) -> int:
    """Give the bytes that a folder's disk has left."""
    return shutil.disk_usage(folder).free


def _none(_home: Path) -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Variables, the folder where somebody stands, and the machine's clock, disk and letters.

    `databases` names those of a home, each with what is wrong with it, empty for nothing.
    `vaulted` gives what the vault holds for the settings, nothing without a vault; it raises
    InputError when that does not open.
    """

    env: Mapping[str, str]
    here: Path
    clock: Clock
    databases: Callable[[Path], Sequence[tuple[str, str]]] = _none
    vaulted: Callable[[], Mapping[str, str]] = dict
    free: Callable[[Path], int] = free_bytes
    font: Callable[[], Path] = font_file

    @property
    def files(self) -> tuple[Path, ...]:
        """Give the files that settings are read from, there or not; raises SettingsError."""
        return env_files(self.env, self.here)

    @property
    def home(self) -> Path:
        """Give the home folder, whatever else is wrong; raises SettingsError for its name alone."""
        return home_of(self.env, self.here)

    def settings(self, kept: Mapping[str, str]) -> Settings | GaemiError:
        """Give the settings of such a start, or what is wrong with them."""
        try:
            return load_settings(self.env, self.files, kept)
        except GaemiError as error:
            return error
