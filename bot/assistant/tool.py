"""What a tool is: a name, typed arguments and a function that gives rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict

from bot.assistant.fact import Fact
from bot.assistant.stored import Stored

Give: TypeAlias = Callable[[Stored, Any], Awaitable[Sequence[Fact]]]
MOST_ROWS: Final = 20


class ToolArgs(BaseModel):
    """Base of a tool's arguments: whatever is not named here is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_max_length=60)


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that a model may look at. It reads and returns; nothing else."""

    name: str
    about: str
    args: type[ToolArgs]
    give: Give

    def schema(self) -> dict[str, Any]:
        """Describe the tool as the chat-completions protocol wants it."""
        asked = self.args.model_json_schema()
        fields = {
            name: {k: v for k, v in field.items() if k in ("type", "enum", "description")}
            for name, field in asked.get("properties", {}).items()
        }
        wanted = {
            "type": "object", "properties": fields, "additionalProperties": False,
            "required": asked.get("required", []),
        }  # fmt: skip
        told = {"name": self.name, "description": self.about, "parameters": wanted}
        return {"type": "function", "function": told}
