"""Mail servers of ours in every bad mood: what is found, in words, and what never leaves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.key_checks.found import DEADLINE_S, Found, State
from bot.key_checks.mail import check_mail, found_of
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.mail_line import FAULTS, opened
from bot.mail_place import MailPlace
from bot.mail_trial import MailTrials, Posted, told, try_mail
from core.clock import SimClock
from core.errors import InputError
from core.settings import Settings, load_settings
from tests.harness import NOW
from tests.smtp_server import NAME, WORD, Box, Sealed, serving

ANN, BEN, FROM = "ann@example.com", "ben@example.com", "gaemi@example.com"
WORDS = Catalogue("ko")


@dataclass
class Post:
    """A server's box and certificate, and settings that lead to it."""

    box: Box
    port: int
    sealed: Sealed
    env: dict[str, str] = field(default_factory=dict)

    def settings(self, **more: str) -> Settings:
        given = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.port), "SMTP_FROM": FROM,
                 "SMTP_TO": f"{ANN}, {BEN}", "SMTP_USER": NAME, "SMTP_PASSWORD": WORD}  # fmt: skip
        return load_settings(given | more)


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A server that is sealed, takes one login, and whose certificate this machine trusts."""
    box, sealed = Box(), Sealed.made(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(sealed.cert))
    with serving(box, sealed) as port:
        yield Post(box, port, sealed)


async def posted(settings: Settings) -> list[Posted]:
    return list(await try_mail(settings, WORDS, SimClock(NOW)))


def said(found: Found, language: str = "ko") -> str:
    """Write a finding with its remedy, and see that no field holds the password."""
    words = Catalogue(language)
    keys = [found.key, *([] if found.fine else [f"{found.key}.fix"])]
    assert all(words.has(key) for key in keys), keys
    text = " ".join(words.said(key, found.fields) for key in keys)
    assert WORD not in text + repr(found)
    assert "—" not in text
    return text


async def test_a_right_server_is_tried_without_a_mail(post: Post) -> None:
    found = await check_mail(post.settings())
    assert (found.state, said(found)) == (State.FINE, "127.0.0.1 에 연결됩니다.")
    assert (post.box.letters, post.box.spoken) == ([], [])


async def test_a_test_goes_to_every_address_and_each_is_told(post: Post) -> None:
    ends = await posted(post.settings())
    assert [(one.to, one.found.key) for one in ends] == [
        (ANN, "keys.mail_sent"), (BEN, "keys.mail_sent"),
    ]  # fmt: skip
    assert [letter["To"] for letter in post.box.letters] == [ANN, BEN]
    assert len({letter["Message-ID"] for letter in post.box.letters}) == 2
    for letter in post.box.letters:
        body = letter.get_body(("plain",))
        assert body is not None
        assert "이 메일이 보이면" in body.get_content()
        assert WORD not in letter.as_string()
    # A later test is another mail, not the same again that a server may swallow.
    await try_mail(post.settings(), WORDS, SimClock(NOW + timedelta(seconds=1)))
    assert len({letter["Message-ID"] for letter in post.box.letters}) == 4


async def test_one_refused_address_does_not_hide_that_the_other_got_it(post: Post) -> None:
    post.box.recipients.append("550 no such person here")
    ends = await posted(post.settings())
    assert [one.found.key for one in ends] == ["keys.mail_to", "keys.mail_sent"]
    assert list(told(ends, WORDS)) == [
        f"✗ {ANN}: 127.0.0.1이 받는 주소를 거절했습니다 (550).",
        "  → SMTP_TO 의 주소에 틀린 글자가 없는지 봐 주세요.",
        f"✓ {BEN}: 서버가 시험 메일을 받았습니다.",
    ]


MOODS = [
    ("senders", "553 not your address", "keys.mail_from"),
    ("senders", f"530 log in first {WORD}", "keys.mail_wants_login"),
    ("senders", "421 too busy", "keys.mail_later"),
    ("recipients", f"550 nobody {WORD}", "keys.mail_to"),
    ("recipients", "451 greylisted", "keys.mail_later"),
    ("data", "552 too many mails today", "keys.mail_code"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("where", "line", "key"), MOODS)
async def test_what_the_server_refuses_is_told_without_its_own_words(
    post: Post, where: str, line: str, key: str, language: str
) -> None:
    getattr(post.box, where).append(line)
    first, _ = await posted(post.settings())
    assert first.found.key == key
    text = said(first.found, language)
    assert line[4:] not in text
    assert line[:3] in text or key == "keys.mail_wants_login"


@pytest.mark.parametrize(
    ("more", "key"),
    [({"SMTP_PASSWORD": "wrong-made-up"}, "keys.mail_login"),
     ({"SMTP_USER": "somebody"}, "keys.mail_login"),
     ({"SMTP_USER": ""}, "keys.mail_fine"),
     ({"SMTP_PASSWORD": ""}, "keys.missing"),
     ({"SMTP_TO": ""}, "keys.mail_settings"),
     ({"SMTP_FROM": f"{ANN}, {BEN}"}, "keys.mail_settings"),
     ({"SMTP_HOST": ""}, "keys.missing")],
)  # fmt: skip
async def test_settings_that_do_not_fit_are_told_apart(
    post: Post, more: dict[str, str], key: str
) -> None:
    settings = post.settings(**more)
    found = await check_mail(settings)
    assert found.key == key
    assert "wrong-made-up" not in said(found) + repr(found)
    (first, *_) = await posted(settings)
    assert first.found.key == (key if key != "keys.mail_fine" else "keys.mail_wants_login")
    assert post.box.letters == []


async def test_a_name_that_no_machine_has_is_told(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    found = await check_mail(post.settings(SMTP_HOST="mail.nowhere.example"))
    assert (found.state, found.key) == (State.UNREACHABLE, "keys.mail_name")
    assert "mail.nowhere.example" in said(found)


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    found = await check_mail(post.settings())
    assert (found.state, found.key) == (State.REFUSED, "keys.mail_cert")
    assert post.box.spoken == []


async def test_a_certificate_of_another_name_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Sealed.made(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(sealed.cert))
    with serving(Box(), sealed, host="127.0.0.2") as port:
        found = await check_mail(Post(Box(), port, sealed).settings(SMTP_HOST="127.0.0.2"))
    assert found.key == "keys.mail_cert_name"


async def test_a_server_elsewhere_without_a_seal_hears_nothing_of_us(tmp_path: Path) -> None:
    box = Box()
    with serving(box, host="127.0.0.2") as port:
        there = Post(box, port, Sealed.made(tmp_path)).settings(SMTP_HOST="127.0.0.2")
        assert (await check_mail(there)).key == "keys.mail_plain"
        (first, *_) = await posted(there)
    assert (first.found.key, box.spoken) == ("keys.mail_plain", [])


async def test_a_server_without_logins_is_told(tmp_path: Path) -> None:
    box = Box()
    with serving(box) as port:
        found = await check_mail(Post(box, port, Sealed.made(tmp_path)).settings())
    assert found.key == "keys.mail_no_login"


async def test_tls_from_the_start_at_a_port_that_begins_plain_is_told() -> None:
    with serving(Box()) as port:
        place = MailPlace("127.0.0.1", port, FROM, tls_first=True)
        with pytest.raises(FAULTS) as caught:
            async with opened(place, deadline_s=DEADLINE_S):
                raise AssertionError("the line is open")
    found = found_of(caught.value, place)
    assert (found.state, found.key) == (State.REFUSED, "keys.mail_tls")


async def test_a_closed_port_and_one_that_only_listens_are_told_apart(post: Post) -> None:
    with mute() as port:
        silent = await check_mail(post.settings(SMTP_PORT=str(port)), deadline_s=0.05)
    assert silent.key == "keys.mail_silent"
    found = await check_mail(post.settings(SMTP_PORT=str(port)))
    assert (found.state, found.key) == (State.UNREACHABLE, "keys.mail_closed")
    assert str(port) in said(found)


@contextmanager
def mute() -> Iterator[int]:
    """Listen and never say a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


async def test_a_line_that_breaks_while_it_is_used_is_told(post: Post) -> None:
    post.box.cut = 1
    first, second = await posted(post.settings())
    assert (first.found.key, second.found.key) == ("keys.mail_lost", "keys.mail_sent")
    assert first.found.state is State.UNREACHABLE


def test_what_is_unknown_is_named_and_never_quoted() -> None:
    place = MailPlace("mail.example.com", 587, FROM, NAME, WORD)
    found = found_of(ConnectionResetError(f"login {WORD}"), place)
    assert "ConnectionResetError" in said(found)


async def test_a_second_test_waits_for_nobody_and_is_refused(post: Post) -> None:
    trials = MailTrials(post.settings(), WORDS, SimClock(NOW))
    under_way = asyncio.create_task(trials.run())
    await asyncio.sleep(0)
    with pytest.raises(InputError):
        await trials.run()
    assert all(one.found.fine for one in await under_way)
    assert all(one.found.fine for one in await trials.run())
