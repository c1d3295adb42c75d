"""Mail over a real SMTP server: sealed, logged in, greylisted, bounced, cut off after the data."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from bot.locale.catalogue import Catalogue
from bot.mail import MailFace, MailPlace, addresses, mail_place
from bot.reply import Button, Paragraph, Picture, Reply, plain
from core.clock import SimClock
from core.domain.journal import Severity
from core.errors import DeliveryError, SettingsError
from core.settings import load_settings
from tests.certificates import self_signed
from tests.harness import NOW

TO, FROM = "ann@example.com", "gaemi@example.com"
NAME, WORD = "gaemi", "not-a-real-secret"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
LOUD = Reply(
    "증권사 조회가 되지 않습니다", (Paragraph("<b>열린 주문이 있습니다</b>"),),
    ((Button("확인했음", "a:x"),),), severity=Severity.CRITICAL, key="01JKEY",
    picture=Picture("week", PNG, "자산 그래프"),
)  # fmt: skip


@dataclass
class Box:
    """What a server took, and what it says next instead of taking."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    cut: int = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.recipients:
            return self.recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data:
            return self.data.pop(0)
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        if self.cut:
            self.cut -= 1
            server.transport.abort()
        return "250 taken"


def check(
    server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword
) -> AuthResult:
    right = (data.login.decode(), data.password.decode()) == (NAME, WORD)
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def post(folder: Path, *, sealed: bool = True) -> AsyncIterator[tuple[Box, int, str]]:
    """Run a server while the block lasts: its box, its port, the certificate it shows."""
    cert, key = self_signed(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    box = Box()

    def new() -> SMTP:
        if not sealed:
            return SMTP(box)
        return SMTP(
            box, tls_context=context, require_starttls=True, authenticator=check,
            auth_required=True,
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(new, "127.0.0.1", 0)
    try:
        yield box, server.sockets[0].getsockname()[1], str(cert)
    finally:
        server.close()


def face(port: int, cert: str, *, word: str = WORD, user: str = NAME) -> MailFace:
    place = MailPlace("127.0.0.1", port, FROM, user, word, cert)
    return MailFace(place, Catalogue("ko"), wall=SimClock(NOW))


async def test_a_message_comes_sealed_with_words_page_and_picture(tmp_path: Path) -> None:
    async with post(tmp_path) as (box, port, cert):
        ref = await face(port, cert).send(TO, LOUD)
    (letter,) = box.letters
    assert (ref.face, ref.chat, ref.message) == ("email", TO, "<01JKEY@example.com>")
    assert letter["Subject"].startswith("[gaemi] 🚨 증권사 조회가 되지 않습니다")
    assert letter["Subject"].endswith("<b>열린 주문이 있습니다</b>")
    assert (letter["To"], letter["Auto-Submitted"]) == (TO, "auto-generated")
    words = letter.get_body(("plain",))
    page = letter.get_body(("html",))
    assert words is not None
    assert page is not None
    assert "답장은" in words.get_content()
    assert "자산 그래프" in words.get_content()
    assert "확인했음" not in words.get_content()
    html = page.get_content()
    assert "&lt;b&gt;열린" in html
    assert "http" not in html
    assert 'src="cid:picture"' in html
    (picture,) = [p for p in letter.walk() if p.get_content_type() == "image/png"]
    assert picture.get_payload(decode=True) == PNG
    assert picture["Content-ID"] == "<picture>"
    assert picture.get_content_disposition() == "inline"


async def test_a_server_without_a_seal_is_used_on_this_machine_only(tmp_path: Path) -> None:
    async with post(tmp_path, sealed=False) as (box, port, cert):
        await face(port, cert, user="").send(TO, plain("글"))
        away = MailFace(
            MailPlace("localhost.localdomain", port, FROM), Catalogue("ko"), wall=SimClock(NOW)
        )
        with pytest.raises(DeliveryError):
            await away.send(TO, plain("글"))
    assert len(box.letters) == 1


async def test_an_unknown_certificate_is_not_trusted(tmp_path: Path) -> None:
    async with post(tmp_path) as (box, port, _):
        with pytest.raises(DeliveryError) as caught:
            await face(port, "").send(TO, LOUD)
    assert not caught.value.final
    assert not box.letters


async def test_a_wrong_password_is_said_without_it_and_tried_again(tmp_path: Path) -> None:
    async with post(tmp_path) as (box, port, cert):
        with pytest.raises(DeliveryError, match="login was refused") as caught:
            await face(port, cert, word="wrong-made-up").send(TO, LOUD)
    assert "wrong-made-up" not in str(caught.value)
    assert not caught.value.final
    assert not box.letters


@pytest.mark.parametrize(
    ("said", "final"), [("451 greylisted, come back", False), ("550 no such person", True)]
)
async def test_a_refused_address_is_a_bounce_only_when_for_good(
    said: str, final: bool, tmp_path: Path
) -> None:
    async with post(tmp_path) as (box, port, cert):
        box.recipients.append(said)
        with pytest.raises(DeliveryError, match="address was refused") as caught:
            await face(port, cert).send(TO, LOUD)
        assert caught.value.final is final
        await face(port, cert).send(TO, LOUD)
    assert len(box.letters) == 1


async def test_a_mail_whose_answer_was_lost_comes_again_under_the_same_id(tmp_path: Path) -> None:
    async with post(tmp_path) as (box, port, cert):
        box.cut = 1
        with pytest.raises(DeliveryError) as caught:
            await face(port, cert).send(TO, LOUD)
        assert not caught.value.final
        await face(port, cert).send(TO, LOUD)
    assert [one["Message-ID"] for one in box.letters] == ["<01JKEY@example.com>"] * 2


async def test_an_edit_sends_nothing(tmp_path: Path) -> None:
    async with post(tmp_path) as (box, port, cert):
        mail = face(port, cert)
        ref = await mail.send(TO, LOUD)
        await mail.edit(ref, plain("anders"))
    assert len(box.letters) == 1


def test_the_place_is_read_from_settings_and_never_shows_its_secret() -> None:
    env = {"SMTP_HOST": "mail.example.com", "SMTP_USER": FROM, "SMTP_PASSWORD": WORD,
           "SMTP_TO": f"{TO}, ben@example.com"}  # fmt: skip
    settings = load_settings(env)
    place = mail_place(settings)
    assert place is not None
    assert (place.host, place.port, place.sender) == ("mail.example.com", 587, FROM)
    assert WORD not in repr(place)
    assert addresses(settings) == (TO, "ben@example.com")
    assert (mail_place(load_settings({})), addresses(load_settings({}))) == (None, ())
    with pytest.raises(SettingsError, match="SMTP_TO"):
        mail_place(load_settings({"SMTP_HOST": "mail.example.com"}))
    with pytest.raises(SettingsError, match="SMTP_TO"):
        load_settings({"SMTP_TO": "nobody"})
