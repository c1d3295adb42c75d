"""The help fits a phone: grouped, one short line a command, and more about one when asked."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.commands.base import COMMANDS, CommandSpec
from bot.commands.help import GROUPS
from bot.locale.catalogue import Catalogue
from bot.reply import Fields
from bot.text import WIDTH, width
from core.registry import discover
from tests import fakes_bot as fb

discover("bot.commands")
SPECS = [spec for _, spec in COMMANDS]
# Names alone are long: their words stand on the line below.
LONG = 22


async def listed(bench: fb.Bench) -> list[str]:
    reply = await bench.say("도움말")
    assert reply is not None
    return [name for block in reply.blocks if isinstance(block, Fields) for name, _ in block.rows]


async def test_every_command_stands_in_one_group_once() -> None:
    named = Counter(name.partition("/")[2] for name in await listed(fb.Bench()))
    assert named == Counter(COMMANDS.names())
    assert max(Counter(n for names in GROUPS.values() for n in names).values()) == 1


async def test_what_is_seen_most_stands_first_and_every_group_has_a_heading() -> None:
    bench = fb.Bench()
    assert (await listed(bench))[0].endswith("/status")
    text = fb.text_of(await bench.say("도움말"))
    at = [text.index(f"[{bench.words.t(f'help.group.{group}')}]") for group in GROUPS]
    assert at == sorted(at)


@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_command_takes_one_line_of_a_phone_or_two(spec: CommandSpec, code: str) -> None:
    name = f"{spec.ko[0]} /{spec.name}" if code == "ko" and spec.ko else f"/{spec.name}"
    words = Catalogue(code).t(spec.summary_key)
    assert width(words) <= WIDTH - 2
    assert width(f"{name}: {words}") <= WIDTH or width(name) + width(words) <= LONG + WIDTH


async def test_one_command_tells_more_than_its_line() -> None:
    bench = fb.Bench()
    told = fb.text_of(await bench.say("도움말 매수"))
    assert "눌러야 나갑니다" in told
    assert "매수 삼전 20만원" in told
