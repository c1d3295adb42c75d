"""Which way Slack reaches us is told by the settings; half a setting is refused with what to do."""

from __future__ import annotations

import pytest

from bot.slack_place import slack_place
from core.errors import SettingsError
from core.settings import load_settings

BOT, APP, SECRET = "xoxb-canary-1", "xapp-canary-1", "canary0123456789"


def test_without_a_bot_token_there_is_no_slack() -> None:
    assert slack_place(load_settings({"SLACK_APP_TOKEN": APP})) is None


def test_socket_mode_needs_the_app_token() -> None:
    place = slack_place(load_settings({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}))
    assert place is not None
    assert (place.app_token, place.port, place.base_url) == (APP, None, "https://slack.com/api")
    assert "canary" not in repr(place)


def test_a_port_needs_the_signing_secret_and_listens_on_this_machine() -> None:
    given = {"SLACK_BOT_TOKEN": BOT, "SLACK_HTTP_PORT": "8090", "SLACK_SIGNING_SECRET": SECRET}
    place = slack_place(load_settings(given))
    assert place is not None
    assert (place.host, place.port, place.signing_secret) == ("127.0.0.1", 8090, SECRET)


@pytest.mark.parametrize(
    ("given", "advice"),
    [({}, "set SLACK_APP_TOKEN"), ({"SLACK_HTTP_PORT": "8090"}, "set the secret"),
     ({"SLACK_HTTP_PORT": "8090", "SLACK_APP_TOKEN": APP}, "set the secret")],
)  # fmt: skip
def test_half_a_setting_is_refused_with_what_to_do(given: dict[str, str], advice: str) -> None:
    with pytest.raises(SettingsError, match=advice) as caught:
        slack_place(load_settings({"SLACK_BOT_TOKEN": BOT, **given}))
    assert "canary" not in str(caught.value)
