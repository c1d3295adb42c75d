"""What Slack shows of a message, compared with other faces: words without spaces, and labels."""

from __future__ import annotations

import re
from typing import Any

MINA = "사람"


def squeezed(text: str) -> str:
    """Take out what only breaks lines, Slack's way to write a command, and the keyboard's name."""
    return re.sub(r"[\s─]", "", text.replace("/gaemi ", "/").replace("console", MINA))


def texts(block: dict[str, Any]) -> list[str]:
    """Give the texts of one block of Slack's, but those of buttons."""
    if block["type"] == "header":
        return [block["text"]["text"]]
    if block["type"] == "context":
        return [element["text"] for element in block["elements"]]
    if block["type"] == "rich_text":
        return [run["text"] for part in block["elements"] for run in part["elements"]]
    return []


def labels(block: dict[str, Any]) -> list[str]:
    """Give what stands on the buttons of one block."""
    return [element["text"]["text"] for element in block.get("elements", ()) if "value" in element]
