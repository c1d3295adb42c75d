"""`gaemi import`: opens the archive of a home folder and hands it the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot.assemble import open_archive
from bot.importing import run_import
from bot.locale.catalogue import Catalogue
from core.settings import Settings, prepare_home


def import_files(settings: Settings, files: Sequence[Path], json_path: Path | None) -> int:
    """Import daily files into the home folder, show a summary, give the exit code."""
    archive = open_archive(prepare_home(settings), settings.database())
    try:
        summary = run_import(
            files,
            bars=archive,
            out=Console(),
            json_path=json_path,
            words=Catalogue(settings.lang),
        )
    finally:
        archive.close()
    return summary.exit_code
