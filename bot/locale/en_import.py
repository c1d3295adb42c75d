"""English words of `gaemi import`."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "import.progress": "Importing daily bars",
    "import.title": "Imported daily bars",
    "import.file": "file",
    "import.rows": "rows",
    "import.imported": "imported",
    "import.unchanged": "unchanged",
    "import.rejected": "rejected",
    "import.gaps": "gaps",
    "import.total": "total",
    "import.unreadable": "{file}: could not be read and was left out. {error}",
    "import.reject": "{file} line {line:,} rejected: {reason} ({raw})",
    "import.more": "{file}: {count:,} more rows were rejected (all are kept)",
    "import.gap": "{symbol} {first}~{last} {reason}: {detail}",
    "import.rejected_note": (
        "{count:,} rejected rows are kept with their reasons; all other rows were imported."
    ),
    "import.gap.halt": "halt",
    "import.gap.demerger": "demerger",
    "import.gap.jump": "move beyond the limit",
    "import.gap.missing": "no data",
    "import.reason.columns": "not six columns",
    "import.reason.date": "bad date",
    "import.reason.number": "not a whole number",
    "import.reason.negative": "negative",
    "import.reason.zero": "price 0",
    "import.reason.high": "high below another price",
    "import.reason.low": "low above another price",
    "import.reason.duplicate": "date given twice",
    "import.reason.differs": "differs from the stored bar (which is kept)",
}
