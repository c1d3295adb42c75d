"""What the chat's doctor adds: the folder's rights, the letters, and where to go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.context import Check
from core.settings import load_settings
from tests import fakes_bot as fb


@pytest.fixture
def open_home(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    return tmp_path


async def test_a_folder_that_others_may_read_is_told_with_the_command_that_closes_it(
    open_home: Path,
) -> None:
    alone = {"GAEMI_HOME": str(open_home), "GAEMI_WATCHDOG": "false"}
    bench = fb.Bench(settings=load_settings(alone))
    told = fb.text_of(await bench.say("진단"))
    assert "✗ 폴더 권한" in told
    assert f"chmod go-rwx '{open_home}'" in told
    await asyncio.to_thread(open_home.chmod, 0o700)
    assert "✗" not in fb.text_of(await bench.say("진단"))


async def test_an_order_in_doubt_leads_to_its_question() -> None:
    bench = fb.Bench(checks=[Check("in_doubt", ok=False, text="한샘"), Check("disk", ok=True)])
    reply = await bench.say("진단")
    assert reply is not None
    assert [b.data for row in reply.buttons for b in row] == ["t:doubts", "t:doctor"]
