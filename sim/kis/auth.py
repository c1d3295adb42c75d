"""Keys, tokens, approval keys and hash keys.

Tokens and approval keys are signed with the app secret, so that a restarted server knows its own.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import hexdigits

from sim.kis.clock import Clock
from sim.kis.options import KisOptions
from sim.kis.replies import Answer, Body, RefusedError, gateway, oauth
from sim.sessions import KST

_DAY = timedelta(days=1)
_SAME_TOKEN = timedelta(hours=6)
_ISSUE_EVERY_S = 60.0
_SCHEME = "Bearer"


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one access token with the instants of its issue and its end."""

    text: str
    issued: datetime
    expires: datetime


class Keys:
    """Know one customer's key pair and everything that was issued for it."""

    def __init__(self, options: KisOptions, clock: Clock) -> None:
        self._options, self._clock = options, clock
        self._token: Token | None = None
        self._asked_at: float | None = None
        self._revoked: set[str] = set()
        self._expired: set[str] = set()
        self.issue_blocked_until = 0.0

    def issue(self, body: Body) -> Answer:
        """Answer /oauth2/tokenP: one call a minute, the same token within six hours."""
        self._check_pair(body, "appsecret")
        self._check_grant(body)
        now = self._clock.elapsed()
        early = self._asked_at is not None and now - self._asked_at < _ISSUE_EVERY_S
        if early or now < self.issue_blocked_until:
            raise oauth("EGW00133")
        self._asked_at = now
        token = self._current() or self._new()
        self._token = token
        return Answer(
            {
                "access_token": token.text,
                "access_token_token_expired": token.expires.astimezone(KST).strftime(
                    "%Y-%m-%d %H:%M:%S"
                ),
                "token_type": _SCHEME,
                "expires_in": 86400,
            }
        )

    def revoke(self, body: Body) -> Answer:
        """Answer /oauth2/revokeP; the token is refused from now on."""
        self._check_pair(body, "appsecret")
        text = str(body.get("token", ""))
        if self._claims(text) is None or text in self._revoked:
            raise oauth("EGW00121")
        self._revoked.add(text)
        return Answer({"code": 200, "message": "접근토큰 폐기에 성공하였습니다"})

    def approve(self, body: Body) -> Answer:
        """Answer /oauth2/Approval; the secret comes as `secretkey` here."""
        self._check_pair(body, "secretkey")
        self._check_grant(body)
        return Answer({"approval_key": self._approval(int(self._clock.machine().timestamp()))})

    def approved(self, key: str) -> bool:
        """Tell whether an approval key was given out within the last day."""
        head = key[:8]
        if len(head) != 8 or not set(head) <= set(hexdigits.lower()):
            return False
        issued = int(head, 16) ^ self._mask()
        age = self._clock.machine().timestamp() - issued
        good = hmac.compare_digest(key.encode(), self._approval(issued).encode())
        return good and age < _DAY.total_seconds()

    def hashkey(self, body: Body) -> Answer:
        """Answer /uapi/hashkey: echo the body with its hash."""
        return Answer({"BODY": body, "HASH": _hash(body)})

    def check_headers(self, headers: dict[str, str]) -> None:
        """Refuse a call without the key pair (rows 3 and 4 of section 7)."""
        if not headers.get("appkey"):
            raise gateway("EGW00102")
        if headers["appkey"] != self._options.app_key:
            raise gateway("EGW00103")
        if not headers.get("appsecret"):
            raise gateway("EGW00104")
        if headers["appsecret"] != self._options.app_secret:
            raise gateway("EGW00304")

    def check_token(self, headers: dict[str, str]) -> None:
        """Refuse a call without a living token of this key and environment (rows 9 to 11)."""
        credentials = headers.get("authorization", "")
        if not credentials:
            raise gateway("EGW00122")
        if not credentials.startswith(f"{_SCHEME} "):
            raise gateway("EGW00205")
        text = credentials.removeprefix(f"{_SCHEME} ").strip()
        claims = self._claims(text)
        if claims is None or text in self._revoked:
            raise gateway("EGW00121")
        if text in self._expired or claims["exp"] <= self._clock.machine().timestamp():
            raise gateway("EGW00123")

    def check_hash(self, headers: dict[str, str]) -> None:
        """Refuse a malformed hashkey; an absent or blank one is fine."""
        given = headers.get("hashkey", "")
        if given and (len(given) != 64 or not all(c in "0123456789abcdefABCDEF" for c in given)):
            raise gateway("EGW00131")

    def expire(self) -> None:
        """End the current token before its time."""
        if self._token:
            self._expired.add(self._token.text)

    def revoke_current(self) -> None:
        """Take the current token away, as another process of the customer could."""
        if self._token:
            self._revoked.add(self._token.text)

    def _current(self) -> Token | None:
        token = self._token
        if token is None or token.text in self._revoked or token.text in self._expired:
            return None
        return token if self._clock.latest() - token.issued < _SAME_TOKEN else None

    def _new(self) -> Token:
        issued = self._clock.latest().replace(microsecond=0)
        expires = issued + _DAY
        claims = {
            "sub": "token",
            "aud": self._uuid(f"aud:{self._options.env}:{len(self._revoked | self._expired)}"),
            "iss": "unogw",
            "exp": int(expires.timestamp()),
            "iat": int(issued.timestamp()),
            "jti": self._options.app_key,
        }
        head = _b64(json.dumps({"typ": "JWT", "alg": "HS512"}, separators=(",", ":")).encode())
        payload = _b64(json.dumps(claims, separators=(",", ":")).encode())
        signed = f"{head}.{payload}"
        return Token(f"{signed}.{self._signature(signed)}", issued, expires)

    def _claims(self, text: str) -> Body | None:
        signed, _, signature = text.rpartition(".")
        expected = self._signature(signed)
        if not signed or not hmac.compare_digest(signature.encode(), expected.encode()):
            return None
        payload = signed.partition(".")[2]
        claims: Body = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    def _signature(self, signed: str) -> str:
        return _b64(hmac.digest(self._secret(), signed.encode(), "sha512"))

    def _secret(self) -> bytes:
        return f"{self._options.env}:{self._options.app_key}:{self._options.app_secret}".encode()

    def _approval(self, issued: int) -> str:
        """Make the key of a second: it carries the second, so that it lives a day to the second.

        Not bound to the environment: a client in paper mode fetches the real key's approval from
        the paper host and uses it at the real one.
        """
        pair = f"{self._options.app_key}:{self._options.app_secret}".encode()
        digest = hmac.digest(pair, f"approval:{issued}".encode(), "sha256").hex()
        return _dashed(f"{issued ^ self._mask():08x}{digest}")

    def _mask(self) -> int:
        return int(hmac.digest(self._options.app_key.encode(), b"mask", "sha256").hex()[:7], 16)

    def _uuid(self, label: str) -> str:
        return _dashed(hmac.digest(self._secret(), label.encode(), "sha256").hex())

    def _check_pair(self, body: Body, secret_name: str) -> None:
        for name, missing, wrong, right in (
            ("appkey", "EGW00102", "EGW00103", self._options.app_key),
            (secret_name, "EGW00104", "EGW00105", self._options.app_secret),
        ):
            if not body.get(name):
                raise oauth(missing)
            if body[name] != right:
                raise oauth(wrong)

    @staticmethod
    def _check_grant(body: Body) -> None:
        if not body.get("grant_type"):
            raise oauth("EGW00115")
        if body["grant_type"] != "client_credentials":
            raise oauth("EGW00116")


def json_object(body: bytes, *, content_type: str) -> Body:
    """Read a POST body (row 2 of section 7)."""
    if "json" not in content_type.lower():
        raise gateway("EGW00132")
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RefusedError("OPSQ9997", "ERROR : INVALID JSON FORMAT", status=500)
    return found


def _dashed(text: str) -> str:
    """Cut hex digits into the shape of a UUID."""
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))


def _hash(body: Body) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
