"""Photographs pages with the installed browser, for the scripts beside."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from bot.charts.fonts import font_file

COLOURS = 128


def inside(kind: str, data: bytes) -> str:
    """Write a file into the page itself: a browser opens no other file beside one."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def photograph(page: str, out: Path, *, wide: int, high: int) -> None:
    """Turn a page into a PNG of so many pixels."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise FileNotFoundError("chromium is not installed; the PNG is made with it")
    with tempfile.TemporaryDirectory() as folder:
        # The browser finds the letters of Hangul in its home, wherever the system has none.
        fonts = Path(folder) / ".fonts"
        fonts.mkdir()
        for bold in (False, True):
            shutil.copy(font_file(bold=bold), fonts)
        drawn = Path(folder) / "page.html"
        drawn.write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603 - the installed browser
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-lcd-text", f"--user-data-dir={folder}/profile",
             f"--window-size={wide},{high}", f"--screenshot={out}", drawn.as_uri()],
            check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder},
        )  # fmt: skip
    thin(out)


def thin(png: Path) -> None:
    """Keep the colours that a picture of texts needs, so that a phone loads it quickly."""
    with Image.open(png) as whole:
        whole.convert("RGB").quantize(COLOURS).save(png, optimize=True)
