"""The page for keys: who gets in, what it shows, when it ends, and that no key is in it."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.key_checks.found import Found, State
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.setup.desk import Desk, Result
from bot.setup.page import STYLE
from bot.setup.server import LIFE_S, WRONG, End, KeyPage
from bot.setup.services import KEYS
from core.domain.saying import refusal
from core.settings import Settings, load_settings

BOT = f"123456789:{secrets.token_hex(18)[:35]}"
SK = f"sk-{secrets.token_hex(16)}"
XOXB, XAPP = f"xoxb-{secrets.token_hex(12)}", f"xapp-{secrets.token_hex(12)}"
FINE = dict.fromkeys(KEYS, State.FINE)


@dataclass
class Booth:
    """A page that is being served, and hands to use it like a browser."""

    page: KeyPage
    desk: Desk
    address: str
    browser: httpx.AsyncClient
    kept: dict[str, str]
    told: list[Result]
    late: asyncio.Event
    tried: list[tuple[str, Settings]] = field(default_factory=list)

    async def open(self, **how: Any) -> httpx.Response:
        return await self.browser.get(self.address, **how)

    async def send(self, values: Mapping[str, str], **how: Any) -> httpx.Response:
        shown = await self.open()
        csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)
        assert csrf is not None
        return await self.browser.post(self.address, data={"csrf": csrf[1], **values}, **how)


@asynccontextmanager
async def booth(
    *services: str,
    states: Mapping[str, State] = FINE,
    language: str = "ko",
    env: Mapping[str, str] | None = None,
    full: bool = False,
) -> AsyncIterator[Booth]:
    """Serve a page for services whose tries end as `states` say; a `full` vault takes nothing."""
    kept: dict[str, str] = {}
    told: list[Result] = []
    tried: list[tuple[str, Settings]] = []
    late = asyncio.Event()

    def check(service: str) -> Any:
        async def look(settings: Settings) -> Found:
            tried.append((service, settings))
            state = states[service]
            key = {State.FINE: "keys.telegram_fine", State.REFUSED: "keys.telegram",
                   State.UNREACHABLE: "keys.odd_answer"}[state]  # fmt: skip
            return Found(service, state, key, {"name": "<b>bot</b>", "status": 500})

        return look

    def keep(values: Mapping[str, str]) -> None:
        if full:
            raise refusal("vault_unwritable", file="vault.json", why="No space left")
        kept.update(values)

    async def sleep(seconds: float) -> None:
        assert seconds == LIFE_S
        await late.wait()

    def load(values: Mapping[str, str]) -> Settings:
        return load_settings({**(env or {}), **values}, (), kept)

    def hear(results: Sequence[Result]) -> None:
        told.extend(results)

    desk = Desk(services, {s: check(s) for s in services}, load, keep, hear)
    page = KeyPage(desk, Catalogue(language), sleep=sleep)
    async with page.serving() as address, httpx.AsyncClient(trust_env=False) as browser:
        yield Booth(page, desk, address, browser, kept, told, late, tried)


def other(address: str) -> str:
    return address.rsplit("/", 1)[0] + "/" + secrets.token_urlsafe(16)


def keyless(text: str) -> None:
    assert not any(key in text or key[-12:] in text for key in (BOT, SK, XOXB, XAPP))


async def test_a_right_key_is_tried_kept_and_ends_the_page() -> None:
    async with booth("telegram") as it:
        shown = await it.send({"TELEGRAM_BOT_TOKEN": f"  {BOT}\n"})
        assert shown.status_code == 200
        assert "다 넣었습니다" in shown.text
        assert await it.page.ended() is End.DONE
        assert it.kept == {"TELEGRAM_BOT_TOKEN": BOT}
        assert (await it.open()).status_code == 410
        keyless(shown.text)
    ((_, settings),) = it.tried
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == BOT
    assert [result.done for result in it.told] == [True]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_has_no_script_no_foreign_address_and_no_cache(language: str) -> None:
    async with booth(*KEYS, language=language) as it:
        shown = await it.open()
    policy = shown.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy + shown.text.lower().replace("noindex", "")
    assert "unsafe" not in policy
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-frame-options"] == "DENY"
    assert "set-cookie" not in shown.headers
    assert re.findall(r"(?:src|href|url)=|https?://", shown.text) == []
    assert STYLE in shown.text
    assert f'lang="{language}"' in shown.text
    if language == "en":
        assert not re.search("[가-힣]", shown.text)
    kinds = dict(re.findall(r'<input type="(\w+)" id="(\w+)"', shown.text))
    assert set(kinds) == {"password", "text"}
    named = {name: kind for kind, name in re.findall(r'type="(\w+)" id="(\w+)"', shown.text)}
    hidden = {key.name for keys in KEYS.values() for key in keys if not key.seen}
    assert {name for name, kind in named.items() if kind == "password"} == hidden
    assert all(label in shown.text for label in (f'for="{name}"' for name in named))


async def test_only_this_machine_is_listened_to_under_an_address_nobody_guesses() -> None:
    async with booth("telegram") as one, booth("telegram") as two:
        for it in (one, two):
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{22}", it.address)
        assert one.address[-22:] != two.address[-22:]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "[::1]"]
)
async def test_another_host_name_is_refused_against_rebinding(host: str) -> None:
    async with booth("telegram") as it:
        port = httpx.URL(it.address).port
        shown = await it.open(headers={"host": host.format(port=port)})
        assert shown.status_code == 403
        assert "csrf" not in shown.text
        fine = await it.open(headers={"host": f"localhost:{port}"})
        assert fine.status_code == 200


@pytest.mark.parametrize(
    ("data", "headers"),
    [({}, {}), ({"csrf": ""}, {}), ({"csrf": "x" * 22}, {}),
     (None, {"origin": "http://evil.example"}), (None, {"origin": "null"}),
     (None, {"sec-fetch-site": "cross-site"}), (None, {"sec-fetch-site": "same-site"})],
)  # fmt: skip
async def test_what_another_page_sends_is_not_taken(
    data: dict[str, str] | None, headers: dict[str, str]
) -> None:
    async with booth("telegram") as it:
        values = {"TELEGRAM_BOT_TOKEN": BOT}
        if data is None:
            shown = await it.send(values, headers=headers)
        else:
            shown = await it.browser.post(it.address, data=values | data, headers=headers)
        assert shown.status_code == 403
        assert (it.tried, it.kept) == ([], {})
        keyless(shown.text)


async def test_a_browser_that_says_where_it_comes_from_is_taken() -> None:
    async with booth("telegram") as it:
        port = httpx.URL(it.address).port
        headers = {"origin": f"http://127.0.0.1:{port}", "sec-fetch-site": "same-origin"}
        await it.send({"TELEGRAM_BOT_TOKEN": BOT}, headers=headers)
        assert it.kept


async def test_five_guesses_close_the_page() -> None:
    async with booth("telegram") as it:
        base = it.address.rsplit("/", 1)[0]
        for _ in range(3):
            assert (await it.browser.get(f"{base}/favicon.ico")).status_code == 404
        for _ in range(WRONG):
            assert (await it.browser.get(other(it.address))).status_code == 403
        assert await it.page.ended() is End.WRONG
        assert (await it.open()).status_code == 410
        assert (await it.browser.post(it.address, data={})).status_code == 410


async def test_ten_minutes_close_the_page() -> None:
    async with booth("telegram") as it:
        waiting = asyncio.create_task(it.page.ended())
        assert (await it.open()).status_code == 200
        it.late.set()
        assert await waiting is End.LATE
        assert (await it.open()).status_code == 410


async def test_a_refused_key_is_not_kept_and_can_be_given_again() -> None:
    states = dict(FINE) | {"telegram": State.REFUSED}
    async with booth("telegram", "model", states=states) as it:
        shown = await it.send(
            {"TELEGRAM_BOT_TOKEN": BOT, "OPENAI_API_KEY": SK, "keep.telegram": "1"}
        )
        assert it.kept == {"OPENAI_API_KEY": SK}
        assert "모르는 토큰" in shown.text
        assert 'name="keep.telegram"' not in shown.text
        assert 'id="OPENAI_API_KEY"' not in shown.text
        keyless(shown.text)
        states["telegram"] = State.FINE
        await it.send({"TELEGRAM_BOT_TOKEN": BOT})
        assert await it.page.ended() is End.DONE
        assert [service for service, _ in it.tried].count("model") == 1


async def test_a_key_that_cannot_be_tried_is_kept_only_when_told_to() -> None:
    async with booth("telegram", states={"telegram": State.UNREACHABLE}) as it:
        shown = await it.send({"TELEGRAM_BOT_TOKEN": BOT})
        assert it.kept == {}
        assert 'name="keep.telegram"' in shown.text
        shown = await it.send({"TELEGRAM_BOT_TOKEN": BOT, "keep.telegram": "1"})
        assert it.kept == {"TELEGRAM_BOT_TOKEN": BOT}
        assert "확인하지 못한 채" in shown.text
        assert await it.page.ended() is End.DONE


@pytest.mark.parametrize(
    ("values", "key"),
    [({}, "keys.missing"), ({"SLACK_BOT_TOKEN": XOXB}, "keys.missing"),
     ({"SLACK_BOT_TOKEN": XAPP, "SLACK_APP_TOKEN": XAPP}, "keys.shape"),
     ({"SLACK_BOT_TOKEN": XOXB, "SLACK_APP_TOKEN": "<script>"}, "keys.shape")],
)  # fmt: skip
async def test_what_is_missing_or_misshaped_is_said_before_anybody_is_asked(
    values: dict[str, str], key: str
) -> None:
    async with booth("slack") as it:
        shown = await it.send(values)
        assert (it.tried, it.kept) == ([], {})
        assert it.told[0].found.key == key
        assert "<script" not in shown.text
        keyless(shown.text)


async def test_what_is_there_already_may_stay_and_is_tried_too() -> None:
    async with booth("telegram", env={"TELEGRAM_BOT_TOKEN": BOT}) as it:
        assert "이미 있음" in (await it.open()).text
        await it.send({"TELEGRAM_BOT_TOKEN": ""})
        assert await it.page.ended() is End.DONE
        assert it.kept == {}
        assert len(it.tried) == 1


async def test_a_vault_that_takes_nothing_is_told_in_words() -> None:
    async with booth("telegram", full=True) as it:
        shown = await it.send({"TELEGRAM_BOT_TOKEN": BOT})
        assert "보관하지 못했습니다" in shown.text
        assert "No space left" in shown.text
        assert not it.desk.done


async def test_words_of_a_service_cannot_become_part_of_the_page() -> None:
    async with booth("telegram") as it:
        shown = await it.send({"TELEGRAM_BOT_TOKEN": BOT})
        assert "<b>bot</b>" not in shown.text
        assert "&lt;b&gt;bot&lt;/b&gt;" in shown.text


async def test_too_much_is_refused() -> None:
    async with booth("telegram") as it:
        shown = await it.browser.post(it.address, data={"csrf": "x" * 100_000})
        assert shown.status_code == 413
        assert it.kept == {}
