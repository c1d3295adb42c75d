"""Reads files of NAME=value lines and finds the nearest known name for a misspelt one.

Values are never put into an error text: any of them may be a secret.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path

from dotenv.parser import parse_stream

from core.errors import SettingsError


def read_env_file(path: Path) -> dict[str, str]:
    """Return the names and values of one file; no `${...}` expansion.

    A file that does not exist is empty. Raises SettingsError when a line is not NAME=value, a name
    stands twice, or the file cannot be read as UTF-8 text.
    """
    values: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except FileNotFoundError:
        return values
    except (OSError, UnicodeDecodeError) as e:
        raise SettingsError(
            f"{path} cannot be read ({type(e).__name__}); make it readable UTF-8 text"
        ) from e
    for binding in bindings:
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsError(
                f"{path} line {binding.original.line} is not NAME=value; correct or remove the line"
            )
        if binding.key is None or binding.value is None:
            continue
        if binding.key in values:
            raise SettingsError(
                f"{path} line {binding.original.line} sets {binding.key} a second time; keep one"
            )
        values[binding.key] = binding.value
    return values


def unknown_name(name: str, known: Collection[str], place: str) -> str:
    """Say that a name is not a setting, where it was found and which one is nearest."""
    near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.6)
    advice = f"did you mean {near[0]}?" if near else "see .env.example for all names"
    return f"{name} is not a setting ({place}); {advice}"
