"""Draws the page for keys of `gaemi setup` as docs/setup.png: empty, and after a first try.

    PYTHONPATH=. .venv/bin/python docs/setup_picture.py

The page is the product's own; only the two windows beside each other are made here.
"""

from __future__ import annotations

import asyncio
import html
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.key_checks.found import Found, State
from bot.locale.catalogue import Catalogue
from bot.setup.desk import Desk
from bot.setup.page import draw
from core.settings import load_settings

OUT = Path(__file__).parent / "setup.png"
WIDE, HIGH = 880, 1_200
FRAME = """<body style="margin:0;background:#c9c9d0;display:flex;gap:20px;padding:20px">
<style>iframe {{ border: 0; border-radius: 16px; width: 410px; height: 1160px }}</style>
<iframe srcdoc="{}"></iframe><iframe srcdoc="{}"></iframe></body>"""
TRIED = {
    "kis": Found("kis", State.FINE, "keys.kis_fine_paper", {"account": "kis-paper-78-01"}),
    "telegram": Found("telegram", State.REFUSED, "keys.telegram"),
    "model": Found("model", State.UNREACHABLE, "keys.no_answer", {"why": "ConnectTimeout"}),
}


def desk() -> Desk:
    """Make the desk of three services whose tries end in three ways."""

    def check(service: str) -> Any:
        async def tried(_settings: Any) -> Found:
            return TRIED[service]

        return tried

    def load(values: Mapping[str, str]) -> Any:
        return load_settings(values)

    return Desk(tuple(TRIED), {s: check(s) for s in TRIED}, load, lambda _: None, lambda _: None)


def page(shown: Desk) -> str:
    """Draw the page of a desk for a frame."""
    return html.escape(draw(shown, Catalogue("ko"), action="/x", csrf="x"))


async def drawn() -> str:
    """Draw both windows: before anything was sent, and after it was tried."""
    empty, after = desk(), desk()
    await after.take({
        "KIS_APP_KEY": "P" * 36, "KIS_APP_SECRET": "s" * 180, "KIS_ACCOUNT": "12345678-01",
        "TELEGRAM_BOT_TOKEN": "123456789:" + "x" * 35, "OPENAI_API_KEY": "x" * 20,
    })  # fmt: skip
    return FRAME.format(page(empty), page(after))


def main() -> None:
    """Take the picture with a browser without a window."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise FileNotFoundError("chromium is not installed; the PNG is made with it")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(asyncio.run(drawn()), encoding="utf-8")
        subprocess.run(  # noqa: S603 - the installed browser
            [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu",
             f"--user-data-dir={folder}/profile", f"--window-size={WIDE},{HIGH}",
             f"--screenshot={OUT}", file.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


if __name__ == "__main__":
    main()
