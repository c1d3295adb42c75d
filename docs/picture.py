"""Records a real conversation with `gaemi run` and draws it as docs/console.svg and console.png.

    python docs/picture.py --gaemi .venv/bin/gaemi --out docs

A scripted person sits at a pseudo-terminal: presses the first card, waits for its fill, asks why
and for the weekly report. Nothing is made up; what is left out between two messages is marked.
"""

from __future__ import annotations

import argparse
import html
import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from browser import photograph
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.terminal_theme import TerminalTheme
from rich.text import Text

COLUMNS, GAP, HEIGHT = 40, 3, 39
WHY_HEAD, ANSWER = 11, "확인했습니다"
PATIENCE_S, BETWEEN_PRESSES_S = 600.0, 1.5
CUT = "\x1b[2m⋮\x1b[0m"
# Hangul fonts for programs are half as wide as high, so that two letters take one syllable's room.
ASPECT = 0.5
STYLES = re.compile(r"\x1b\[[0-9;]*m")
LENGTHS = re.compile(r'(<text [^>]*?)textLength="[^"]*"([^>]*)>([^<]*)</text>')
BUTTONS = re.compile(r"\[(\d+)\] 확인")
FONTS = (
    "'D2Coding','NanumGothicCoding','Nanum Gothic Coding','Noto Sans Mono CJK KR',"
    "'Malgun Gothic',monospace"
)
THEME = TerminalTheme(
    (24, 26, 31),
    (214, 218, 224),
    [(24, 26, 31), (224, 108, 117), (152, 195, 121), (229, 192, 123),
     (97, 175, 239), (198, 120, 221), (86, 182, 194), (214, 218, 224)],
)  # fmt: skip
SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="gaemi on a console">
<style>
.{unique_id}-matrix {{ font-family: FONTS; font-size: {char_height}px; \
line-height: {line_height}px; font-variant-east-asian: full-width; white-space: pre; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" \
height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
""".replace("FONTS", FONTS)


class Session:
    """One program at a pseudo-terminal; everything it prints is kept, with what was typed."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        self._screen, inside = pty.openpty()
        quiet = termios.tcgetattr(inside)
        quiet[3] &= ~termios.ECHO
        termios.tcsetattr(inside, termios.TCSANOW, quiet)
        env = os.environ | {"GAEMI_HOME": str(home), "TERM": "xterm-256color"}
        self._process = subprocess.Popen(  # noqa: S603 - the program that was named
            command, stdin=inside, stdout=inside, stderr=inside, env=env, cwd=home
        )
        os.close(inside)
        self._bytes = b""
        self._pressed: set[str] = set()

    @property
    def text(self) -> str:
        """Give what the screen showed so far."""
        return self._bytes.decode("utf-8", "replace").replace("\r\n", "\n")

    def say(self, line: str) -> None:
        """Type a line; it is marked in the record, as a terminal would echo it."""
        self._bytes += f"\n\n\x1b[32m> {line}\x1b[0m\n".encode()
        os.write(self._screen, line.encode() + b"\n")

    def wait_for(self, words: str, *, pressing: bool = False) -> None:
        """Read until new output holds the words, confirming every card meanwhile if asked."""
        seen, ends = len(self.text), time.monotonic() + PATIENCE_S
        while words not in STYLES.sub("", self.text[seen:]):
            if time.monotonic() > ends:
                raise TimeoutError(f"{words!r} did not come in {PATIENCE_S:g} s")
            self._read(0.2)
            if pressing:
                self._press_next()

    def settle(self, seconds: float = 1.0) -> None:
        """Read until nothing was printed for a while."""
        while self._read(seconds):
            pass

    def end(self) -> None:
        """Leave by the door."""
        self.say("종료")
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.terminate()
        os.close(self._screen)

    def press(self, number: str) -> None:
        """Press a button by its number."""
        self._pressed.add(number)
        self.say(number)

    def _press_next(self) -> None:
        fresh = [n for n in BUTTONS.findall(self.text) if n not in self._pressed]
        if fresh:
            self.press(fresh[0])
            # One order a second is allowed; a press too soon would be answered with just that.
            ends = time.monotonic() + BETWEEN_PRESSES_S
            while time.monotonic() < ends:
                self._read(0.2)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._screen], [], [], seconds)[0]:
            return False
        try:
            self._bytes += os.read(self._screen, 65_536)
        except OSError:
            # A terminal whose program went away reads as an error.
            return False
        return True


def record(command: Sequence[str]) -> str:
    """Play the scripted person once and give all that was on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        session = Session(command, Path(folder))
        try:
            # The card's last button is printed with all that stands above it.
            session.wait_for("[3] 고치기")
            name, code = first_card(session.text)
            session.press("1")
            session.wait_for(ANSWER)
            session.wait_for(f"체결 완료 · {name}", pressing=True)
            session.settle(0.5)
            session.say(f"왜 {code}")
            session.wait_for("일어난 일")
            session.wait_for("주간 보고서", pressing=True)
            session.settle(0.5)
        finally:
            session.end()
        return session.text


def first_card(text: str) -> tuple[str, str]:
    """Give name and code of the share that the first card speaks of."""
    found = re.search(r"(?:매수|매도) 확인 · (.+?)\s(\w{6})\n", STYLES.sub("", text))
    if found is None:
        raise ValueError("the screen shows no card")
    return found[1], found[2]


def messages(text: str) -> list[str]:
    """Cut a screen into messages: each begins after an empty line with a mode or what was typed."""
    found: list[str] = []
    for part in re.split(r"\n{2,}", text.strip("\n")):
        begins = STYLES.sub("", part).startswith(("[모의투자]", "> "))
        if begins or not found:
            found.append(part)
        else:
            found[-1] += f"\n\n{part}"
    return found


def panels(text: str) -> list[str]:
    """Choose what the picture shows: card, press and fill; the reason; the weekly report."""
    shown, (name, code) = messages(text), first_card(text)
    plain = [STYLES.sub("", message) for message in shown]

    def at(words: str, after: int = 0) -> int:
        return next(i for i, m in enumerate(plain) if i >= after and words in m)

    asked = at(f"> 왜 {code}")
    told, report = at("일어난 일", asked), at("주간 보고서", asked)
    rows = iter(text.split("\n"))
    first = next(row for row in rows if STYLES.sub("", row).startswith(ANSWER))
    answer = "\n".join([first, *takewhile(str.strip, rows)])
    typed = shown[at("> 1")].split("\n")[0]
    fill = shown[at(f"체결 완료 · {name}")]
    why = [shown[asked], "", *parts(shown[told])]
    return [
        shortened("\n".join([shown[at("[1]")], "", typed, answer, CUT, fill]), tail=11),
        "\n".join(why),
        shortened(shown[report].partition("\n그림: ")[0], tail=4),
    ]


def parts(message: str) -> list[str]:
    """Leave out of an explanation what is told twice: most rules, and the order once more."""
    rows = message.split("\n")
    plain = [STYLES.sub("", row) for row in rows]
    rules = next(i for i, row in enumerate(plain) if "누를 때" in row)
    story = next(i for i, row in enumerate(plain) if "일어난 일" in row)
    left = HEIGHT - 2 - WHY_HEAD - 2 - (len(rows) - story)
    if story - rules <= left:
        return [*rows[:WHY_HEAD], CUT, *rows[max(WHY_HEAD, story - left - 1) :]]
    return [*rows[:WHY_HEAD], CUT, *rows[rules : rules + left], CUT, *rows[story:]]


def shortened(text: str, *, tail: int) -> str:
    """Leave out the middle of what is higher than the picture, and mark where."""
    rows = text.split("\n")
    if len(rows) <= HEIGHT:
        return text
    return "\n".join([*rows[: HEIGHT - tail - 1], CUT, *rows[-tail:]])


def draw(columns: Sequence[str]) -> str:
    """Draw texts side by side as an SVG that needs no font from elsewhere."""
    width = len(columns) * COLUMNS + (len(columns) - 1) * GAP
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(width=width, record=True, file=nowhere, force_terminal=True)
        grid = Table.grid(padding=(0, GAP, 0, 0))
        for _ in columns:
            grid.add_column(width=COLUMNS)
        grid.add_row(*(Text.from_ansi(text) for text in columns))
        console.print(grid)
    drawn = console.export_svg(
        title="gaemi run", theme=THEME, code_format=SVG, unique_id="gaemi", font_aspect_ratio=ASPECT
    )
    return LENGTHS.sub(_in_cells, drawn)


def _in_cells(found: re.Match[str]) -> str:
    # The library counts characters here; a syllable of Hangul takes two cells.
    cells = cell_len(html.unescape(found[3]))
    return f'{found[1]}textLength="{cells * 20 * ASPECT:g}"{found[2]}>{found[3]}</text>'


def size_of(svg: str) -> tuple[int, int]:
    """Give width and height of a drawing in whole pixels."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if found is None:
        raise ValueError("the drawing does not say how large it is")
    return round(float(found[1])), round(float(found[2]))


def pieces(arguments: Sequence[str]) -> Iterator[Path]:
    """Record, draw and photograph; gives each file as it is written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gaemi", default="gaemi", help="the program to talk to")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--screen", type=Path, help="draw this recorded screen again")
    parser.add_argument("--keep", type=Path, help="keep the recorded screen here")
    given = parser.parse_args(arguments)
    command = [str(Path(given.gaemi).absolute()) if "/" in given.gaemi else given.gaemi, "run"]
    text = given.screen.read_text(encoding="utf-8") if given.screen else record(command)
    if given.keep:
        given.keep.write_text(text, encoding="utf-8")
    svg, png = given.out / "console.svg", given.out / "console.png"
    svg.write_text(draw(panels(text)), encoding="utf-8")
    yield svg
    drawn = svg.read_text(encoding="utf-8")
    wide, high = size_of(drawn)
    photograph(f"<style>body {{ margin: 0; }}</style>{drawn}", png.resolve(), wide=wide, high=high)
    yield png


if __name__ == "__main__":
    for path in pieces(sys.argv[1:]):
        sys.stdout.write(f"{path} {path.stat().st_size:,} bytes\n")
