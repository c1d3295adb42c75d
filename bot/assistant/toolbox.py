"""Runs the tools a model asks for; whatever it asks, it gets rows or a sentence why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import structlog
from pydantic import ValidationError

from bot.assistant import tools_money, tools_orders, tools_setup
from bot.assistant.draft import OfDraft, drafted
from bot.assistant.fact import Fact, shown
from bot.assistant.ledger import Ledger
from bot.assistant.stored import Stored
from bot.assistant.tool import Tool
from bot.trade_buttons import AskedFor
from core.errors import ReadFailed, StoreError

TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool for tool in (*tools_money.TOOLS, *tools_orders.TOOLS, *tools_setup.TOOLS)
}
LONGEST_ARGS: Final = 1_000
_log = structlog.get_logger(__name__)


DRAFT: Final = "draft_order"
_DRAFT_ABOUT: Final = "Suggest the order that the question asks for. Nothing is ordered."


class Toolbox:
    """The tools of one answer: rows go into its ledger, and to the model as fenced JSON.

    `hide` blanks secrets in everything that leaves. `wrong` counts what could not be used. `draft`
    is the order that the question asks for once the model pointed at it; it ends the answer.
    """

    def __init__(
        self, stored: Stored, ledger: Ledger, question: str, *, hide: Callable[[str], str]
    ) -> None:
        self._stored = stored
        self._ledger = ledger
        self._question = question
        self._hide = hide
        self.wrong = 0
        self.draft: AskedFor | None = None

    @property
    def ended(self) -> bool:
        """Tell whether nothing more has to be asked."""
        return self.draft is not None

    def schemas(self) -> list[dict[str, Any]]:
        """Describe all tools to a model."""
        drafting = Tool(DRAFT, _DRAFT_ABOUT, OfDraft, _no_rows)
        return [tool.schema() for tool in (*TOOLS.values(), drafting)]

    async def use(self, name: str, arguments: str) -> str:
        """Run one tool and give its rows as JSON text, or what was wrong with the asking."""
        if name == DRAFT:
            return await self._draft(arguments)
        tool = TOOLS.get(name)
        if tool is None:
            return self._refused(f"there is no such tool; there are {', '.join(TOOLS)}")
        try:
            args = tool.args.model_validate_json(arguments[:LONGEST_ARGS] or "{}")
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            return self._refused(f"arguments of {tool.name}: {first['msg']}")
        try:
            facts = await tool.give(self._stored, args)
        except (ReadFailed, StoreError) as error:
            _log.warning("assistant.tool_failed", tool=tool.name, error=type(error).__name__)
            return self._refused("the rows cannot be read now")
        return self._sheet(self._ledger.add(facts))

    async def _draft(self, arguments: str) -> str:
        try:
            args = OfDraft.model_validate_json(arguments[:LONGEST_ARGS])
        except ValidationError:
            return self._refused(f"arguments of {DRAFT} cannot be read")
        wish = drafted(args, self._question, await self._stored.names())
        if wish is None or self.draft is not None:
            return self._refused("side, stock and size must all stand in the question itself")
        self.draft = wish
        return json.dumps({"draft": "shown to the person, who may put it up as a card"})

    def _refused(self, why: str) -> str:
        self.wrong += 1
        return json.dumps({"error": why}, ensure_ascii=False)

    def _sheet(self, rows: Sequence[tuple[str, Fact]]) -> str:
        words = self._stored.words
        sheet = [_row(row, fact, words) for row, fact in rows]
        told = {"rows": sheet} if sheet else {"rows": [], "note": "no rows"}
        return self._hide(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


async def _no_rows(_stored: Stored, _args: OfDraft) -> Sequence[Fact]:
    return ()


def _row(row: str, fact: Fact, words: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row, "kind": words.t(f"fact.kind.{fact.kind}")}
    if fact.subject:
        told["name"] = fact.subject
    told |= {words.t(f"fact.{f.label}"): shown(f, words) for f in fact.figures}
    told |= {words.t(f"fact.{label}"): text for label, text in fact.said}
    if fact.quotes:
        told["untrusted_quotes"] = [text for _, text in fact.quotes]
    return told
