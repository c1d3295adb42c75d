"""Tries of keys against servers of ours: what is found, what is told, and what stays unsaid."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.key_checks import broker, chats, model
from bot.key_checks.found import Found, State
from bot.locale.catalogue import LANGUAGES, Catalogue
from core.clock import LiveClock
from core.domain.order import Mode
from core.net.sealed import KEY_BYTES, SealedFile
from core.settings import Settings, load_settings
from tests import bot_api as telegram
from tests import slack_api as slack
from tests.kis_rig import NOW, Rig, rig

BOT = f"123456789:{secrets.token_urlsafe(27)[:35]}"
XOXB, XAPP = f"xoxb-{secrets.token_hex(12)}", f"xapp-{secrets.token_hex(12)}"
SK = f"sk-{secrets.token_hex(12)}"


def holds_nothing(found: Found, *keys: str) -> None:
    shown = repr(found) + "".join(told(found, code) for code in LANGUAGES)
    assert not any(key in shown or key[-8:] in shown for key in keys)


def told(found: Found, language: str) -> str:
    words = Catalogue(language)
    assert words.has(f"keys.service.{found.service}")
    keys = [found.key, *([] if found.fine else [f"{found.key}.fix"])]
    assert all(words.has(key) for key in keys), keys
    text = " ".join(words.t(key, **found.fields) for key in keys)
    assert "—" not in text
    return text


@asynccontextmanager
async def answering(
    handle: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """Serve one answer for everything."""
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def always(
    body: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(_request: web.Request) -> web.StreamResponse:
        if isinstance(body, str):
            return web.Response(text=body, status=status, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return handle


def of_telegram(url: str, token: str = BOT) -> Settings:
    return load_settings({"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": f"{url}/bot"})


def of_slack(url: str, **more: str) -> Settings:
    given = {"SLACK_BOT_TOKEN": XOXB, "SLACK_APP_TOKEN": XAPP, "SLACK_BASE_URL": f"{url}/api"}
    return load_settings(given | more)


def of_model(url: str, name: str = "little-model") -> Settings:
    return load_settings(
        {"OPENAI_API_KEY": SK, "OPENAI_BASE_URL": f"{url}/v1", "OPENAI_MODEL": name}
    )


async def test_telegram_names_the_bot_and_is_asked_nothing_else() -> None:
    async with telegram.serving() as api:
        found = await chats.check_telegram(of_telegram(api.url, telegram.TOKEN))
        assert [name for name, _ in api.calls] == ["getMe"]
    assert (found.state, found.fields) == (State.FINE, {"name": "gaemi_bot"})
    assert "@gaemi_bot" in told(found, "ko")


@pytest.mark.parametrize(
    ("status", "body", "state", "key"),
    [(401, {"ok": False}, State.REFUSED, "keys.telegram"),
     (404, {"ok": False}, State.REFUSED, "keys.telegram"),
     (500, "<html>", State.UNREACHABLE, "keys.odd_answer"),
     (200, "[]", State.UNREACHABLE, "keys.odd_answer"),
     (200, {"ok": True, "result": {"is_bot": False}}, State.UNREACHABLE, "keys.odd_answer"),
     (302, "", State.UNREACHABLE, "keys.odd_answer")],
)  # fmt: skip
async def test_telegram_tells_a_wrong_token_from_a_service_that_is_down(
    status: int, body: Any, state: State, key: str
) -> None:
    async with answering(always(body, status)) as url:
        found = await chats.check_telegram(of_telegram(url))
    assert (found.state, found.key) == (state, key)
    holds_nothing(found, BOT)


@pytest.mark.parametrize(
    ("check", "settings"),
    [(chats.check_telegram, of_telegram), (chats.check_slack, of_slack),
     (model.check_model, of_model)],
)  # fmt: skip
async def test_a_service_that_does_not_answer_is_no_wrong_key(
    check: Callable[[Settings], Awaitable[Found]], settings: Callable[[str], Settings]
) -> None:
    async with answering(always({})) as url:
        pass
    found = await check(settings(url))
    assert (found.state, found.key) == (State.UNREACHABLE, "keys.no_answer")
    holds_nothing(found, BOT, XOXB, XAPP, SK)
    assert "127.0.0.1" not in told(found, "en")


@pytest.mark.parametrize("check", [chats.check_telegram, chats.check_slack, model.check_model])
async def test_a_key_that_is_not_set_is_asked_for(
    check: Callable[[Settings], Awaitable[Found]],
) -> None:
    found = await check(load_settings({}))
    assert (found.state, found.key) == (State.REFUSED, "keys.missing")
    assert str(found.fields["name"]) in told(found, "ko")


async def test_slack_names_the_workspace_and_tries_both_tokens() -> None:
    async with slack.serving(slack.SlackApi()) as api:
        found = await chats.check_slack(of_slack(api.url.removesuffix("/api")))
        assert [name for name, _ in api.calls] == ["auth.test", "apps.connections.open"]
        assert api.sockets == []
    assert found.fine
    holds_nothing(found, XOXB, XAPP)


ALL = ",".join(sorted(chats.SCOPES))


@pytest.mark.parametrize(
    ("bodies", "scopes", "state", "key"),
    [([{"ok": False, "error": "invalid_auth"}], ALL, State.REFUSED, "keys.slack"),
     ([{"ok": False, "error": "token_revoked"}], ALL, State.REFUSED, "keys.slack"),
     ([{"ok": False, "error": "fatal_error"}], ALL, State.UNREACHABLE, "keys.odd_answer"),
     ([{"ok": True, "team": "집"}, {"ok": False, "error": "invalid_auth"}], ALL,
      State.REFUSED, "keys.slack_app"),
     ([{"ok": True, "team": "집"}, {"ok": True}], "chat:write,commands",
      State.REFUSED, "keys.slack_scopes"),
     ([{"ok": True, "team": "집"}, {"ok": True}], ALL, State.FINE, "keys.slack_fine")],
)  # fmt: skip
async def test_slack_tells_which_token_or_right_is_wrong(
    bodies: list[dict[str, Any]], scopes: str, state: State, key: str
) -> None:
    left = list(bodies)

    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.json_response(left.pop(0), headers={"x-oauth-scopes": scopes})

    async with answering(handle) as url:
        found = await chats.check_slack(of_slack(url))
    assert (found.state, found.key) == (state, key)
    assert "im:history" in told(found, "ko") if key == "keys.slack_scopes" else told(found, "ko")
    holds_nothing(found, XOXB, XAPP)


async def test_slack_needs_a_way_in() -> None:
    async with answering(always({"ok": True, "team": "집"})) as url:
        without = await chats.check_slack(of_slack(url, SLACK_APP_TOKEN=""))
        by_port = await chats.check_slack(
            of_slack(url, SLACK_APP_TOKEN="", SLACK_HTTP_PORT="8090", SLACK_SIGNING_SECRET=SK)
        )
    assert without.fields == {"name": "SLACK_APP_TOKEN"}
    assert by_port.fine


def test_the_scopes_that_are_looked_for_are_those_of_the_manifest(root: Path) -> None:
    manifest = (root / "docs" / "slack_manifest.yaml").read_text(encoding="utf-8")
    listed = manifest.partition("    bot:\n")[2].partition("settings:")[0]
    assert {line.strip(" -") for line in listed.splitlines() if line} == chats.SCOPES


@pytest.mark.parametrize(
    ("status", "body", "state", "key"),
    [(200, {"data": [{"id": "little-model"}]}, State.FINE, "keys.model_fine"),
     (200, {"data": []}, State.FINE, "keys.model_fine"),
     (200, {"data": [{"id": "other"}, 3]}, State.REFUSED, "keys.model_absent"),
     (401, {"error": {"message": "no"}}, State.REFUSED, "keys.model"),
     (403, "no", State.REFUSED, "keys.model"),
     (404, "no", State.UNREACHABLE, "keys.odd_answer"),
     (200, {"data": 3}, State.UNREACHABLE, "keys.odd_answer"),
     (503, "", State.UNREACHABLE, "keys.odd_answer")],
)  # fmt: skip
async def test_the_model_server_is_asked_for_its_list(
    status: int, body: Any, state: State, key: str
) -> None:
    asked: list[tuple[str, str, str]] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append((request.method, request.path, request.headers["authorization"]))
        return await always(body, status)(request)

    async with answering(handle) as url:
        found = await model.check_model(of_model(url))
    assert (found.state, found.key) == (state, key)
    assert asked == [("GET", "/v1/models", f"Bearer {SK}")]
    holds_nothing(found, SK)


async def test_no_key_follows_a_redirect() -> None:
    seen: list[str] = []

    async def other(request: web.Request) -> web.StreamResponse:
        seen.append(request.path)
        return web.json_response({"data": []})

    async with answering(other) as elsewhere:
        headers = {"location": f"{elsewhere}/stolen"}
        async with answering(always("", 307, headers)) as url:
            found = await model.check_model(of_model(url))
    assert found.state is State.UNREACHABLE
    assert seen == []


def of_kis(kis: Rig, **more: str) -> Settings:
    options = kis.server.options
    offset = round((NOW - LiveClock().now()).total_seconds())
    given = {
        "KIS_APP_KEY": options.app_key, "KIS_APP_SECRET": options.app_secret,
        "KIS_ACCOUNT": options.account, "KIS_URL_BASE": kis.server.url,
        "KIS_WS_BASE": kis.server.ws_url, "GAEMI_CLOCK_OFFSET_S": str(offset), "KIS_GAP_S": "0",
    }  # fmt: skip
    return load_settings(given | more)


@pytest.fixture
def box(tmp_path: Path) -> SealedFile:
    """Where the token is kept."""
    return SealedFile(tmp_path / "token.json", bytes(KEY_BYTES), name="test")


async def test_kis_gives_a_token_reads_the_account_and_orders_nothing(
    tmp_path: Path, box: SealedFile
) -> None:
    learned: list[str] = []
    async with rig("paper") as kis:
        settings = of_kis(kis)
        found = await broker.check_kis(settings, box, Mode.PAPER, learned=learned.append)
        again = await broker.check_kis(settings, box, Mode.PAPER)
        assert kis.orders() == 0
    assert (found.state, found.key) == (State.FINE, "keys.kis_fine_paper")
    # One token a minute: the second try, like the program itself, uses the one that was kept.
    assert again.fine
    assert learned
    assert learned[0] in str(box.read())
    assert learned[0] not in (tmp_path / "token.json").read_text()
    secret = settings.kis_app_secret
    assert secret is not None
    holds_nothing(found, learned[0], secret.get_secret_value())


@pytest.mark.parametrize(
    ("more", "state", "key"),
    [({"KIS_APP_KEY": "PS" + "x" * 34}, State.REFUSED, "keys.kis"),
     ({"KIS_APP_SECRET": "s" * 180}, State.REFUSED, "keys.kis"),
     ({"KIS_ACCOUNT": "11111111-01"}, State.REFUSED, "keys.kis_account"),
     ({"KIS_ENV": "real"}, State.REFUSED, "keys.kis_settings"),
     ({"KIS_APP_KEY": ""}, State.REFUSED, "keys.kis_settings"),
     ({"KIS_URL_BASE": "http://127.0.0.1:9", "KIS_WS_BASE": "ws://127.0.0.1:9"},
      State.UNREACHABLE, "keys.no_answer")],
)  # fmt: skip
async def test_kis_tells_which_part_is_wrong(
    box: SealedFile, more: dict[str, str], state: State, key: str
) -> None:
    async with rig("paper") as kis:
        found = await broker.check_kis(of_kis(kis, **more), box, Mode.PAPER)
    assert (found.state, found.key) == (state, key)
    assert told(found, "ko")
    assert told(found, "en")


async def test_kis_says_that_a_second_token_within_a_minute_must_wait(box: SealedFile) -> None:
    async with rig("paper") as kis:
        settings = of_kis(kis)
        assert (await broker.check_kis(settings, box, Mode.PAPER)).fine
        box.write("")
        found = await broker.check_kis(settings, box, Mode.PAPER)
    assert (found.state, found.key) == (State.UNREACHABLE, "keys.kis_too_soon")


async def test_real_money_is_looked_at_without_the_consent_to_move_it(box: SealedFile) -> None:
    async with rig("real") as kis:
        # Real money takes no shifted clock: the token of a market in the past has run out.
        settings = of_kis(kis, GAEMI_CLOCK_OFFSET_S="0")
        found = await broker.check_kis(settings, box, Mode.LIVE)
        assert kis.orders() == 0
    assert (found.service, settings.live) == ("kis", None)
    assert found.key != "keys.kis_settings"
