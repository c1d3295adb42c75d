"""Where `gaemi` begins: what is asked for often and quickly does not wait for the whole program."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Run `gaemi parse [FILE]` at once, anything else by the whole command line."""
    words = sys.argv[1:]
    if words[:1] == ["parse"] and len(words) <= 2 and not any(w.startswith("-") for w in words):
        sys.exit(import_module("bot.parse_lines").run(Path(words[1]) if words[1:] else None))
    import_module("bot.__main__").main()
