"""Access tokens, push keys and body hashes of KIS, one call each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from core.brokers.kis.calls import APPROVAL, HASHKEY, REVOKE, TOKEN
from core.brokers.kis.envelope import Envelope, envelope
from core.brokers.kis.place import KisPlace
from core.domain.calendar import KST
from core.errors import NotSent, ReadFailed, Refused
from core.net.http import Ask, Http
from core.net.limiter import Lane, Limiter
from core.net.tokens import Token

AUTH_S: Final = 10.0
REVOKED: Final = 200
_HASH: Final = re.compile(r"[0-9A-Fa-f]{64}")
_WORD: Final = re.compile(r"[\x21-\x7e]{1,2000}")


async def issue_token(place: KisPlace, http: Http, limiter: Limiter) -> Token:
    """Ask for an access token once; raises ReadFailed or Refused."""
    keys = place.keys
    body = {
        "grant_type": "client_credentials",
        "appkey": keys.app_key.get_secret_value(),
        "appsecret": keys.app_secret.get_secret_value(),
    }
    seen = await _call(place, http, limiter, path=TOKEN, body=body)
    return Token(_secret(seen, "access_token"), _ends_at(seen))


async def approval_key(place: KisPlace, http: Http, limiter: Limiter) -> str:
    """Ask for the key of a push session, good for a day; raises ReadFailed or Refused."""
    keys = place.keys
    body = {
        "grant_type": "client_credentials",
        "appkey": keys.app_key.get_secret_value(),
        # The same secret by another name (sheet 1.4).
        "secretkey": keys.app_secret.get_secret_value(),
    }
    return _secret(await _call(place, http, limiter, path=APPROVAL, body=body), "approval_key")


async def revoke_token(place: KisPlace, http: Http, limiter: Limiter, text: str) -> None:
    """Make KIS refuse a token from now on; raises ReadFailed or Refused, and then it may live."""
    keys = place.keys
    body = {
        "appkey": keys.app_key.get_secret_value(),
        "appsecret": keys.app_secret.get_secret_value(),
        "token": text,
    }
    seen = await _call(place, http, limiter, path=REVOKE, body=body)
    if seen.body.get("code") not in (REVOKED, str(REVOKED)):
        raise ReadFailed("answer does not say that the token was revoked")


async def hash_key(place: KisPlace, http: Http, limiter: Limiter, body: Mapping[str, str]) -> str:
    """Give the hash of an order's body; raises ReadFailed or Refused.

    KIS takes orders without it, and so gaemi sends none (sheet 1.5).
    """
    keys = place.keys
    pair = {
        "appkey": keys.app_key.get_secret_value(),
        "appsecret": keys.app_secret.get_secret_value(),
    }
    seen = await _call(place, http, limiter, path=HASHKEY, body=body, more=pair)
    found = _secret(seen, "hash")
    if not _HASH.fullmatch(found):
        raise ReadFailed("answer has no hash of 64 hexadecimal digits")
    return found


async def _call(
    place: KisPlace,
    http: Http,
    limiter: Limiter,
    *,
    path: str,
    body: Mapping[str, str],
    more: Mapping[str, str] | None = None,
) -> Envelope:
    try:
        # Whatever waits for a token waits for this: it is rare, and nothing overtakes it.
        await limiter.turn(Lane.CANCEL, within_s=AUTH_S)
    except NotSent as error:
        raise ReadFailed(str(error)) from error
    headers = {"content-type": "application/json; charset=utf-8", **(more or {})}
    url = place.host.rest.rstrip("/") + path
    ask = Ask(url, headers, body=json.dumps(dict(body)).encode(), deadline_s=AUTH_S)
    reply = await http.read(ask)
    seen = envelope(reply)
    if seen is None:
        raise ReadFailed(f"status {reply.status} with an unreadable answer")
    if not reply.fine:
        if seen.code:
            raise Refused(seen.code, seen.text)
        raise ReadFailed(f"status {reply.status}")
    return seen


def _secret(seen: Envelope, name: str) -> str:
    found = seen.body.get(name)
    if not isinstance(found, str) or not _WORD.fullmatch(found):
        raise ReadFailed(f"answer has no {name}")
    return found


def _ends_at(seen: Envelope) -> datetime:
    found = seen.body.get("access_token_token_expired")
    try:
        local = datetime.strptime(str(found).strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=KST)
    except ValueError as error:
        raise ReadFailed("answer does not say when the token ends") from error
    return local.astimezone(UTC)
