"""Where Telegram is: half a webhook is refused with what to do, and nothing tells its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram_place import telegram_place
from core.errors import SettingsError
from core.settings import load_settings

TOKEN = "123456789:" + "A" * 35
SECRET = "s" * 32
URL = "https://gaemi.example/hook/nobody-knows"
WHOLE = {
    "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_URL": URL, "TELEGRAM_WEBHOOK_PORT": "8088",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
}  # fmt: skip


def test_without_an_address_updates_are_polled() -> None:
    place = telegram_place(load_settings({"TELEGRAM_BOT_TOKEN": TOKEN}))
    assert place is not None
    assert place.hook is None


def test_without_a_token_there_is_no_telegram() -> None:
    assert telegram_place(load_settings({})) is None


def test_a_webhook_for_no_bot_is_refused() -> None:
    with pytest.raises(SettingsError, match="without TELEGRAM_BOT_TOKEN"):
        telegram_place(load_settings({"TELEGRAM_WEBHOOK_URL": URL}))


def test_a_whole_webhook_listens_on_this_machine_alone(tmp_path: Path) -> None:
    place = telegram_place(load_settings(WHOLE | {"GAEMI_HOME": str(tmp_path)}))
    assert place is not None
    assert place.hook is not None
    assert (place.hook.host, place.hook.port) == ("127.0.0.1", 8088)
    assert (place.hook.path, place.hook.secret) == ("/hook/nobody-knows", SECRET)
    assert place.folder == tmp_path / "telegram"


def test_a_secret_that_nobody_set_is_long_and_new_each_time() -> None:
    given = {k: v for k, v in WHOLE.items() if k != "TELEGRAM_WEBHOOK_SECRET"}
    made = [telegram_place(load_settings(given)) for _ in range(2)]
    secrets = {place.hook.secret for place in made if place and place.hook}
    assert len(secrets) == 2
    assert all(32 <= len(secret) <= 256 for secret in secrets)


def test_nothing_shows_the_address_or_the_secret() -> None:
    place = telegram_place(load_settings(WHOLE))
    assert place is not None
    shown = f"{place!r} {place.hook!r}"
    assert not any(word in shown for word in (TOKEN, SECRET, "nobody-knows"))


@pytest.mark.parametrize(
    ("without", "told"),
    [
        (["TELEGRAM_WEBHOOK_PORT"], "without TELEGRAM_WEBHOOK_PORT"),
        (["TELEGRAM_WEBHOOK_URL"], "without TELEGRAM_WEBHOOK_URL"),
        (["TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_PORT"], "without TELEGRAM_WEBHOOK_URL"),
    ],
)
def test_half_a_webhook_is_refused_with_what_to_do(without: list[str], told: str) -> None:
    given = {k: v for k, v in WHOLE.items() if k not in without}
    with pytest.raises(SettingsError, match=told) as caught:
        telegram_place(load_settings(given))
    assert "to poll" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TELEGRAM_WEBHOOK_URL", "http://gaemi.example/hook", "https://"),
        ("TELEGRAM_WEBHOOK_URL", "gaemi.example", "an address such as"),
        ("TELEGRAM_WEBHOOK_SECRET", "s" * 31, "32 to 256"),
        ("TELEGRAM_WEBHOOK_SECRET", "s" * 257, "32 to 256"),
        ("TELEGRAM_WEBHOOK_SECRET", "비밀" * 20, "32 to 256"),
        ("TELEGRAM_WEBHOOK_PORT", "0", "at least 1"),
        ("TELEGRAM_WEBHOOK_PORT", "70000", "at most 65535"),
    ],
)
def test_a_wrong_value_is_refused_without_repeating_it(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        load_settings(WHOLE | {name: value})
    assert value not in str(caught.value) or name == "TELEGRAM_WEBHOOK_PORT"
