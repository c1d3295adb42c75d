"""No key of the catalogue is left over: the code writes each of them, whole or as a form."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

from bot.locale.catalogue import LANGUAGES

ROOT = Path(__file__).parents[3]


@lru_cache(maxsize=1)
def code() -> tuple[frozenset[str], re.Pattern[str]]:
    """Give all texts of the code, and the dotted ones with holes as one pattern."""
    whole: set[str] = set()
    holed: set[str] = set()
    for path in (p for root in ("bot", "core") for p in (ROOT / root).rglob("*.py")):
        if path.parent.name == "locale" and path.name.startswith(("ko", "en")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # The pieces of f"{key}_how" are constants of their own.
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                holed.add("".join(_piece(part) for part in node.values))
    # A form that is all hole but for a dot would fit any key.
    dotted = [text for text in holed if re.search(r"[a-z_]+\\\.|\\\.[a-z_]+", text)]
    return frozenset(whole), re.compile("|".join(sorted(dotted)))


def is_written(key: str) -> bool:
    """Tell whether the code writes a key, or its beginning and then its end: key += "_off"."""
    whole, forms = code()
    ends = [key[at:] for at in range(1, len(key)) if key[at] == "_"]
    begun = [key.removesuffix(end) for end in ends if end in whole]
    return any(one in whole or forms.fullmatch(one) for one in (key, *begun))


def _piece(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"


def test_every_key_is_said_somewhere() -> None:
    assert [key for key in LANGUAGES["ko"] if not is_written(key)] == []


def test_a_key_that_nobody_says_is_found() -> None:
    assert not is_written("press.nobody_says_this")
    assert not is_written("nobody.says_this")
