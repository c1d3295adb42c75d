"""Read a file of fault switches; what is wrong is named with its line.

The file is a JSON list of objects, or one object a line (JSON lines); blank lines and lines that
begin with # are skipped between objects.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

_BETWEEN = re.compile(r"(?:\s|,|\[|\]|#[^\n]*)*")


def read_faults(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (line, row) for every object of the file.

    Raises ValueError for a file that cannot be read, text that is no JSON, and a row that is no
    object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise ValueError(f"the faults file {path} cannot be read ({e}): give a JSON file") from e
    decoder, at = json.JSONDecoder(), _skip(text, 0)
    while at < len(text):
        line = text.count("\n", 0, at) + 1
        try:
            row, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as e:
            raise ValueError(
                f"{path} line {e.lineno}: {e.msg}; give a JSON list of objects or one a line"
            ) from e
        if not isinstance(row, dict):
            raise ValueError(
                f'{path} line {line}: found {row!r}; give an object like {{"fault": "F05"}}'
            )
        yield line, row
        at = _skip(text, end)


def add_all(path: Path, add: Callable[[Mapping[str, Any]], object]) -> None:
    """Hand every row to `add`; its ValueError is raised again with file and line."""
    for line, row in list(read_faults(path)):
        try:
            add(row)
        except (ValueError, TypeError) as e:
            raise ValueError(f"{path} line {line}: {e}") from e


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
