"""Mail over a real SMTP server: sealed, logged in, greylisted, bounced, cut off after the data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.locale.catalogue import Catalogue
from bot.mail import MailFace
from bot.mail_line import NoSeal
from bot.mail_place import MailPlace, addresses, mail_place
from bot.reply import Button, Paragraph, Picture, Reply, plain
from core.clock import SimClock
from core.domain.journal import Severity
from core.errors import DeliveryError, SettingsError
from core.settings import load_settings
from tests.harness import NOW
from tests.smtp_server import NAME, WORD, Box, Sealed, serving, speaker

TO, FROM = "ann@example.com", "gaemi@example.com"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
LOUD = Reply(
    "증권사 조회가 되지 않습니다", (Paragraph("<b>열린 주문이 있습니다</b>"),),
    ((Button("확인했음", "a:x"),),), severity=Severity.CRITICAL, key="01JKEY",
    picture=Picture("week", PNG, "자산 그래프"),
)  # fmt: skip


@asynccontextmanager
async def post(folder: Path, *, sealed: bool = True) -> AsyncIterator[tuple[Box, int, str]]:
    """Run a server while the block lasts: its box, its port, the certificate it shows."""
    proof, box = Sealed.made(folder), Box()
    make = speaker(box, proof if sealed else None)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    try:
        yield box, server.sockets[0].getsockname()[1], str(proof.cert)
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
    other = Box()
    with serving(other, host="127.0.0.2") as port:
        away = MailFace(MailPlace("127.0.0.2", port, FROM), Catalogue("ko"), wall=SimClock(NOW))
        with pytest.raises(NoSeal):
            await away.send(TO, plain("글"))
    assert (len(box.letters), other.spoken) == (1, [])


async def test_where_tls_begins_with_the_connection_a_mail_comes_sealed_too(tmp_path: Path) -> None:
    away = "127.0.0.2"
    box, sealed = Box(), Sealed.made(tmp_path, away)
    with serving(box, sealed, host=away, at_once=True) as port:
        place = MailPlace(away, port, FROM, ca=str(sealed.cert), tls_first=True)
        await MailFace(place, Catalogue("ko"), wall=SimClock(NOW)).send(TO, plain("글"))
        wary = MailFace(replace(place, ca=""), Catalogue("ko"), wall=SimClock(NOW))
        with pytest.raises(DeliveryError):
            await wary.send(TO, plain("글"))
    assert len(box.letters) == 1


@pytest.mark.parametrize(("port", "first"), [("465", True), ("587", False), ("25", False)])
def test_the_port_says_whether_tls_comes_first(port: str, first: bool) -> None:
    given = {"SMTP_HOST": "mail.example.com", "SMTP_PORT": port, "SMTP_FROM": FROM, "SMTP_TO": TO}
    place = mail_place(load_settings(given))
    assert place is not None
    assert place.tls_first is first


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
        assert (caught.value.final, caught.value.of_chat) == (final, True)
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
