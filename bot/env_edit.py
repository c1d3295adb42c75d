"""Changes a `.env` file and leaves everything else in it as it stands, comments too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from core.domain.saying import refusal
from core.env_file import read_env_file
from core.net.sealed import write_private


def put_lines(path: Path, values: Mapping[str, str]) -> None:
    """Set names to values: in their own lines where they stand, else below.

    The file is made where there is none. Raises InputError where it cannot be written and
    SettingsError where it cannot be read.
    """
    read_env_file(path)
    left = dict(values)
    text = ""
    for binding in _bindings(path):
        name = binding.key or ""
        text += _line(name, left.pop(name)) if name in left else binding.original.string
    if text and not text.endswith("\n"):
        text += "\n"
    _write(path, text + "".join(_line(name, value) for name, value in left.items()))


def take_lines(path: Path, names: Collection[str]) -> bool:
    """Take the lines of names out; true when nothing was left and the file is gone with them."""
    kept = [b for b in _bindings(path) if b.key not in names]
    if any(binding.key for binding in kept):
        _write(path, "".join(b.original.string for b in kept))
        return False
    try:
        path.unlink()
    except OSError as error:
        raise refusal("unwritable", found=str(path), why=error.strerror or "") from error
    return True


def _bindings(path: Path) -> list[Binding]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig") as stream:
        return list(parse_stream(stream))


def _line(name: str, value: str) -> str:
    plain = value and all(c.isalnum() or c in "-_./:@+,~" for c in value)
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}={value}\n" if plain or not value else f"{name}='{quoted}'\n"


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text.encode("utf-8"))
    except OSError as error:
        raise refusal("unwritable", found=str(path), why=error.strerror or "") from error
