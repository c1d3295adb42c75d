"""Reads files of NAME=value lines and finds the nearest known name for a misspelt one.

Values are never put into an error text: any of them may be a secret.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
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


def home_of(env: Mapping[str, str], here: Path) -> Path:
    """Return the home folder by variable and files alone, whatever else is wrong in them."""
    return env_files(env, here)[-1].parent


def env_files(env: Mapping[str, str], here: Path) -> tuple[Path, ...]:
    """Return the files that settings are read from at start: `.env` here, then in GAEMI_HOME.

    Both are named whether they exist or not.
    """
    local = here / ".env"
    home = env.get("GAEMI_HOME") or read_env_file(local).get("GAEMI_HOME") or "~/.gaemi"
    second = expand(home, env) / ".env"
    return (local,) if second == local else (local, second)


def expand(home: str, env: Mapping[str, str]) -> Path:
    """Write a folder out in full; raises SettingsError where its user does not exist."""
    root = env.get("HOME")
    if root and (home == "~" or home.startswith("~/")):
        return Path(root) / home[2:]
    try:
        return Path(home).expanduser().absolute()
    except RuntimeError as e:
        raise SettingsError(f"{home}: there is no such user's home; write the full path") from e
