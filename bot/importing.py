"""The work of `gaemi import`: files in, bars stored, and a summary that hides nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from bot.locale.catalogue import Catalogue
from core.domain.bar import GapReason
from core.errors import InputError
from core.market.csv_daily import DailyFile, Taken, read_daily

SHOWN_REJECTS: Final = 5
COUNTS: Final = ("rows", "imported", "unchanged", "rejected", "gaps")
# A halt is usual and many; these two are what an investor must know of.
_TOLD_GAPS: Final = frozenset({GapReason.DEMERGER, GapReason.JUMP})


class Archive(Protocol):
    """Where a file's rows go: bars, rejects and gaps in one transaction."""

    def take(self, file: DailyFile) -> Taken:
        """Store what a file said; raises StoreError."""
        ...


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What became of one file; `error` says why nothing could be read from it."""

    file: str
    symbol: str = ""
    rows: int = 0
    imported: int = 0
    unchanged: int = 0
    rejected: int = 0
    gaps: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All files together, and each; every row is imported, unchanged or rejected."""

    files: int
    rows: int
    imported: int
    unchanged: int
    rejected: int
    gaps: int
    by_file: tuple[FileSummary, ...]

    @property
    def exit_code(self) -> int:
        """Give 1 when a file could not be read at all; rejected rows are no failure."""
        return 1 if any(one.error for one in self.by_file) else 0


def run_import(
    files: Sequence[Path],
    *,
    bars: Archive,
    out: Console,
    json_path: Path | None,
    words: Catalogue | None = None,
) -> Summary:
    """Import daily files with a progress bar and show a summary; importing again changes nothing.

    An unreadable file is told and left out. Raises StoreError when the disk refuses and
    InputError when the JSON cannot be written; the bars are stored by then.
    """
    told = words or Catalogue()
    results = _take_all(files, bars=bars, out=out, words=told)
    summary = summarise([one for one, _ in results])
    _show(summary, [taken for _, taken in results], out=out, words=told)
    if json_path is not None:
        _write_json(summary, json_path)
    return summary


def summarise(files: Sequence[FileSummary]) -> Summary:
    """Add up what became of each file; unreadable ones are listed but not counted."""
    totals = {name: sum(getattr(one, name) for one in files) for name in COUNTS}
    return Summary(files=sum(not one.error for one in files), **totals, by_file=tuple(files))


def _take_all(
    files: Sequence[Path], *, bars: Archive, out: Console, words: Catalogue
) -> list[tuple[FileSummary, Taken | None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    results = []
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(words.t("import.progress"), total=len(files))
        for path in files:
            results.append(_take(path, bars))
            progress.advance(task)
    return results


def _take(path: Path, bars: Archive) -> tuple[FileSummary, Taken | None]:
    try:
        file = read_daily(path)
    except InputError as e:
        return FileSummary(path.name, error=str(e)), None
    taken = bars.take(file)
    summary = FileSummary(
        file.name,
        file.symbol,
        rows=file.rows,
        imported=taken.imported,
        unchanged=taken.unchanged,
        rejected=len(taken.rejects),
        gaps=len(taken.gaps),
    )
    return summary, taken


def _show(
    summary: Summary, takes: Sequence[Taken | None], *, out: Console, words: Catalogue
) -> None:
    table = Table(title=words.t("import.title"))
    table.add_column(words.t("import.file"))
    for name in COUNTS:
        table.add_column(words.t(f"import.{name}"), justify="right")
    for one in summary.by_file:
        if not one.error:
            table.add_row(Text(one.file), *_cells(one))
    table.add_section()
    table.add_row(words.t("import.total"), *_cells(summary), style="bold")
    out.print(table)
    for one, taken in zip(summary.by_file, takes, strict=True):
        for line in _notes(one, taken, words):
            # Text, for a file may hold what rich would read as markup.
            out.print(Text(line), soft_wrap=True)
    if summary.rejected:
        out.print(Text(words.t("import.rejected_note", count=summary.rejected)))


def _cells(counts: FileSummary | Summary) -> list[str]:
    return [f"{getattr(counts, name):,}" for name in COUNTS]


def _notes(one: FileSummary, taken: Taken | None, words: Catalogue) -> list[str]:
    if taken is None:
        return [words.t("import.unreadable", file=one.file, error=one.error)]
    lines = [
        words.t(
            "import.reject",
            file=one.file,
            line=reject.line,
            reason=words.t(f"import.reason.{reject.reason.name.lower()}"),
            raw=reject.raw,
        )
        for reject in taken.rejects[:SHOWN_REJECTS]
    ]
    hidden = len(taken.rejects) - SHOWN_REJECTS
    if hidden > 0:
        lines.append(words.t("import.more", file=one.file, count=hidden))
    return lines + _gap_notes(taken, words)


def _gap_notes(taken: Taken, words: Catalogue) -> list[str]:
    return [
        words.t(
            "import.gap",
            symbol=gap.symbol,
            first=gap.first,
            last=gap.last,
            reason=words.t(f"import.gap.{gap.reason.value}"),
            detail=gap.detail,
        )
        for gap in taken.gaps
        if gap.reason in _TOLD_GAPS
    ]


def _write_json(summary: Summary, path: Path) -> None:
    text = json.dumps(asdict(summary), ensure_ascii=False, indent=2)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as e:
        raise InputError(
            f"{path} cannot be written ({e.strerror}); the bars are imported, name another file"
        ) from e
