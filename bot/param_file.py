"""Reads a strategy's parameters from a YAML file, for people who keep them beside their notes."""

from __future__ import annotations

from pathlib import Path

import yaml

from core.domain.saying import refusal


def read_params(path: Path) -> dict[str, str]:
    """Give the parameters of a file as texts, as they would be typed after ``--set``.

    Texts keep decimals exact: YAML would make 0.1 a binary float. Raises InputError for a file
    that cannot be read, is no YAML, or holds anything but names with single values.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # nosec B506 - makes texts only
    except (OSError, UnicodeDecodeError) as e:
        raise refusal("unreadable", found=str(path), why=_first_line(e)) from e
    except yaml.YAMLError as e:
        raise refusal("no_yaml", found=str(path), why=_first_line(e)) from e
    if not isinstance(found, dict) or not found:
        raise refusal("no_parameters", found=str(path))
    return {str(name): _value(path, str(name), value) for name, value in found.items()}


def _value(path: Path, name: str, value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "/".join(value)
    if not isinstance(value, str) or not value:
        raise refusal("yaml_value", file=str(path), name=name, found=str(value))
    return value


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
