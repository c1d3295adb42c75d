"""`gaemi doctor` as somebody would call it: in a broken home, beside a running gaemi, with keys."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import bot_api
from tests.e2e.process import DEADLINE_S, Gaemi, command, variables

pytestmark = pytest.mark.process


def doctor(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the examination to its end."""
    return subprocess.run(
        command("doctor", *words), env=variables(home, **more), cwd=home, capture_output=True,
        text=True, timeout=DEADLINE_S, check=False,
    )  # fmt: skip


def test_a_broken_home_is_told_with_remedies_and_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / ".env").write_text("GAEMI_SPED=60\n")
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / "gaemi.db").write_text("no database at all, " * 400)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ended = doctor(tmp_path, "--json", "found.json")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    red = {row["id"]: row["fix"] for row in found["checks"] if not row["ok"]}
    assert set(red) == {"settings", "env_rights", "database", "latch"}
    assert f"chmod go-rwx '{tmp_path / '.env'}'" in ended.stdout
    assert "did you mean GAEMI_SPEED?" in ended.stdout
    assert all(red.values())
    (tmp_path / "found.json").unlink()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


async def test_beside_a_running_gaemi_all_is_well_and_nothing_is_disturbed(
    gaemi: Callable[..., Gaemi],
) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인")
    ended = doctor(app.home, GAEMI_LANG="en")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "All checks passed."), ended
    assert "Program: running" in ended.stdout
    assert await app.quit() == 0


async def test_a_key_that_the_service_does_not_know_is_named_and_not_shown(tmp_path: Path) -> None:
    token = "123456789:" + "A" * 35
    async with bot_api.serving() as api:
        api.fail("getMe", (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))
        ended = await _apart(tmp_path, token, f"{api.url}/bot")
    assert ended.returncode == 1
    assert "텔레그램 열쇠: 텔레그램이 모르는 토큰입니다" in ended.stdout
    assert token[-12:] not in ended.stdout + ended.stderr


async def _apart(home: Path, token: str, url: str) -> subprocess.CompletedProcess[str]:
    more = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": url}
    return await asyncio.to_thread(doctor, home, **more)
