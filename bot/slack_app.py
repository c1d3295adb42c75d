"""Takes what Slack delivers, by socket or over HTTP: verified, and acknowledged at once.

Bolt verifies signatures, answers Slack's own questions and reads bodies. What to do about a body
is handed on before anything is awaited; the acknowledgement waits for the disk, never for our work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.http_port import quiet
from bot.lanes import Seen
from bot.slack_wire import Body, Bot

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient

Take: TypeAlias = Callable[[Body], Awaitable[None]]
DEADLINE_S: Final = 10
LIBRARY: Final = "slack_bolt"
SIGNATURE: Final = "x-slack-signature"


def make_client(session: ClientSession, token: str, base_url: str) -> AsyncWebClient:
    """Make a client that asks once: what to try again, and when, is decided elsewhere.

    `base_url` has no slash at its end.
    """
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(
        token, base_url=f"{base_url}/", timeout=DEADLINE_S, session=session, logger=quiet(LIBRARY),
        retry_handlers=[],
    )  # fmt: skip
    # The library would take a proxy from the environment; nobody asked for one.
    client.proxy = None
    return client


def make_app(client: AsyncWebClient, us: Bot, *, signing_secret: str, take: Take) -> AsyncApp:
    """Make the app; `take` gets every body that is truly Slack's, before it is acknowledged."""
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.response import BoltResponse

    async def ours() -> AuthorizeResult:
        # Who may be heard is asked of each update by itself; here only the app is known.
        return AuthorizeResult(
            enterprise_id=None, team_id=us.team, bot_user_id=us.user, bot_id=us.bot,
            bot_token=client.token,
        )  # fmt: skip

    app = AsyncApp(
        name="gaemi", logger=quiet(LIBRARY), client=client, signing_secret=signing_secret,
        authorize=ours,
        # Our own messages are refused like those of every other bot.
        ignoring_self_events_enabled=False,
    )  # fmt: skip

    replays = Seen()

    async def everything(request: AsyncBoltRequest, body: dict[str, Any]) -> BoltResponse:
        # One signature is one request (K06): the same again was kept and sent by somebody else.
        if replays.first(request.headers.get(SIGNATURE, [""])[0]):
            await take(body)
        return BoltResponse(status=200, body="")

    app.middleware(everything)
    return app
