"""`gaemi sim kis` as another client meets it: printed settings, then a token and a price."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

START = "2026-11-03T10:00"


@pytest.fixture
def printed(root: Path) -> Iterator[dict[str, str]]:
    """Start the server and give the settings that it prints."""
    command = [sys.executable, "-m", "bot", "sim", "kis", "--env", "paper", "--now", START]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        yield _settings(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode == 0


def _settings(process: subprocess.Popen[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    assert process.stdout is not None
    for line in process.stdout:
        name, _, value = line.strip().partition("=")
        found[name] = value
        if line.startswith("# a stock that trades"):
            found["stock"] = line.split(":")[1].split()[0]
            return found
    raise AssertionError("the server ended before it printed a stock")


def test_a_client_with_the_printed_settings_gets_a_token_and_a_price(
    printed: dict[str, str],
) -> None:
    keys = {"appkey": printed["KIS_APP_KEY"], "appsecret": printed["KIS_APP_SECRET"]}
    with httpx.Client(base_url=printed["KIS_URL_BASE"], trust_env=False) as client:
        told = client.post("/oauth2/tokenP", json={"grant_type": "client_credentials", **keys})
        token = told.json()["access_token"]
        price = client.get(
            "/uapi/domestic-stock/v1/quotations/inquire-price",
            params={"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": printed["stock"]},
            headers={"authorization": f"Bearer {token}", "tr_id": "FHKST01010100", **keys},
        )

    body = price.json()
    assert (told.status_code, price.status_code, body["rt_cd"]) == (200, 200, "0")
    assert int(body["output"]["stck_prpr"]) > 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--env", "prod"], "choose one of real, paper"),
        (["--synthetic", "--data", "."], "choose one market"),
        (["--notice-fields", "24"], "23"),
    ],
)
def test_bad_options_say_what_is_allowed(root: Path, words: list[str], told: str) -> None:
    command = [sys.executable, "-m", "bot", "sim", "kis", *words]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2
    assert told in ended.stderr
