"""The documents say what the code has: by name, and with figures that are still true."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.commands.base import COMMANDS
from bot.locale.catalogue import Catalogue
from bot.parse import read
from core.domain.limits import CEILINGS, Limits
from core.domain.order import TRANSITIONS, OrderState
from core.registry import discover
from core.risk.base import BUILT_IN, RULES
from core.settings import KNOWN, Settings
from core.strategies.base import STRATEGIES
from tests.conftest import absent

# Written in parts, so that this file does not hold what it looks for.
FOREIGN_TO_A_PROJECT = tuple(
    "".join(parts)
    for parts in (
        ("/ro", "ot/"), ("/ho", "me/"), ("file:", "///"), ("/simp", "le/"),
        ("pythonhosted", ".org"), ("npmjs", ".org"), ("pypi", ".org"),
    )
)  # fmt: skip
LINK = re.compile(r"\]\(([^)#\s]+)\)")
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def plugins() -> None:
    for package in ("bot.commands", "core.risk", "core.strategies"):
        discover(package)


@pytest.fixture(scope="module")
def docs(root: Path) -> dict[str, str]:
    """The text of every document by its name."""
    files = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def cells(text: str) -> dict[str, list[str]]:
    """The rows of all tables of a document by the name in their first cell."""
    rows = [[cell.strip() for cell in row.split("|")] for row in ROW.findall(text)]
    return {row[0].strip("`").split("`")[0]: row for row in rows}


def tracked(root: Path) -> list[Path]:
    if not (root / ".git").exists():
        absent("git's list of files")
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    return [root / name for name in done.stdout.decode().split("\0") if name]


def test_every_command_is_documented_with_all_its_names(docs):
    rows = cells(docs["chat.md"])
    assert len(COMMANDS.names()) >= 12
    for name, spec in COMMANDS:
        assert name in rows, f"docs/chat.md has no row for {name}"
        for korean in spec.ko:
            assert f"`{korean}`" in rows[name][1], f"{name}: {korean} is not named"


def test_documented_commands_exist(docs):
    rows = cells(docs["chat.md"])
    said = [name for name in rows if re.fullmatch(r"[a-z]+", name)]
    assert set(said) == set(COMMANDS.names())


def test_examples_of_commands_are_read_as_their_commands(docs):
    for name, row in cells(docs["chat.md"]).items():
        if name in COMMANDS.names():
            line = read(row[3].strip("`"))
            assert line.spec is COMMANDS.get(name)
            line.spec.args.from_words(line.words)


def test_every_command_has_a_line_in_the_help_of_both_languages():
    for code in ("ko", "en"):
        words = Catalogue(code)
        for _, spec in COMMANDS:
            assert words.has(spec.summary_key), (code, spec.name)
            assert words.has(spec.usage_key), (code, spec.name)


def shown(value: Any) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_is_documented_with_its_default(docs, root, name):
    rows = cells(docs["settings.md"])
    assert name in rows, f"docs/settings.md has no row for {name}"
    example = (root / ".env.example").read_text(encoding="utf-8")
    assert re.search(rf"^{name}=", example, re.MULTILINE), f".env.example lacks {name}"
    default = Settings.model_fields[KNOWN[name]].default
    if isinstance(default, bool):
        default = str(default).lower()
    if default is not None:
        assert f"`{default}`" in rows[name][2], f"{name}: default is {default}"


def test_documented_settings_exist(docs):
    named = set(
        re.findall(r"\b(?:GAEMI|OPENAI|TELEGRAM|SLACK|KIS)_[A-Z_]*[A-Z]\b", "".join(docs.values()))
    )
    assert named - {"GAEMI_HOME"} <= set(KNOWN)


def test_ceilings_in_the_documents_are_the_ceilings_in_code(docs):
    fields = {
        "order_won": "MAX_ORDER_WON", "order_shares": "MAX_ORDER_SHARES",
        "repeat_orders": "REPEAT_LIMIT",
    }  # fmt: skip
    rows = cells(docs["settings.md"])
    for limit, ceiling in CEILINGS.items():
        row = rows[f"GAEMI_{fields.get(limit, limit.upper())}"]
        assert Decimal(row[3].strip("`")) == ceiling, limit


def test_limits_in_the_readme_are_the_shipped_ones(docs):
    rows, shipped = cells(docs["README.md"]), Limits()
    ratios = {
        "하루 손실": shipped.daily_loss, "한 종목 비중": shipped.symbol_weight,
        "평균 거래량의 몫": shipped.volume_share, "현재가에서의 폭": shipped.price_collar,
        "카드 뒤 시세 변화": shipped.card_drift,
    }  # fmt: skip
    for name, ratio in ratios.items():
        assert Decimal(rows[name][1].split(" %")[0]) == ratio * 100, name
    assert rows["보유 종목 수"][1] == str(shipped.max_positions)
    assert rows["카드의 시간"][1] == f"{shipped.card_life_s}초"
    per = (shipped.orders_per_second, shipped.orders_per_minute, shipped.orders_per_day)
    assert rows["주문 수"][1] == "1초 {}, 1분 {}, 하루 {}".format(*per)


def test_every_risk_rule_is_documented_by_both_names(docs):
    rows, words = cells(docs["risk.md"]), Catalogue("ko")
    assert set(RULES.names()) >= BUILT_IN
    for name in RULES.names():
        assert name in rows, f"docs/risk.md has no row for {name}"
        assert rows[name][1] == words.t(f"rule.{name}")
    assert {name for name in rows if re.fullmatch(r"[a-z_]+", name)} == set(RULES.names())


def test_every_strategy_preset_and_parameter_is_documented(docs):
    text = docs["strategies.md"]
    for name, strategy in STRATEGIES:
        assert f"`{name}`" in text
        assert strategy.title in text
        for preset in strategy.PRESETS:
            assert f"`{preset}`" in text, preset
        section = text.partition(f"### {name}\n")[2].partition("\n#")[0]
        for parameter in strategy.Params.model_fields:
            assert f"`{parameter}`" in section, (name, parameter)


TRIAL = """
import sys
from pathlib import Path
import numpy as np
from core.strategies.base import Bars, Holding, STRATEGIES
from core.strategies.columns import rows_of
source = Path(sys.argv[1]).read_text(encoding="utf-8").split("```python\\n")[1].split("```")[0]
exec(compile(source, "guide", "exec"), {"__name__": "guide"})
made = STRATEGIES.get("falls")
close = np.array([100, 99, 98, 97, 96, 95, 99, 98], dtype=float)
day = np.zeros(len(close), dtype=bool)
bars = Bars(close, close, close, close, np.ones(len(close)), day, day, day, day)
params = made.Params(falls=3)
flat, held = Holding(0, 0.0, -1), Holding(10, 100.0, -1, 2)
rows = rows_of(made, made.features(bars, params))
print("".join(str(made.decide(row, flat, made.scalars(params)).action) for row in rows))
print("".join(str(made.decide(row, held, made.scalars(params)).action) for row in rows))
print(made.explain(rows[3], 1, params)[0], made.warm_up(params))
"""


def test_the_strategy_of_the_guide_works(root):
    """In a process of its own: it must not join the strategies that other tests look at."""
    done = subprocess.run(
        [sys.executable, "-c", TRIAL, str(root / "docs" / "strategies.md")],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split("\n")[:3] == ["00011100", "20000020", "3일 연속 하락 4"], done.stderr


def test_make_targets_in_the_documents_exist(docs, root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    text = "\n".join(docs.values())
    named = set(re.findall(r"(?:`|^|[a-z] )make ([a-z]+)", text, re.MULTILINE))
    assert {"run", "test", "setup", "lint", "bench"} <= named
    assert named <= targets


def test_links_between_documents_lead_somewhere(docs, root):
    checked = 0
    for name, text in docs.items():
        folder = root if name == "README.md" else root / "docs"
        for target in LINK.findall(text):
            if "://" not in target:
                checked += 1
                assert (folder / target).exists(), f"{name} points at {target}"
    assert checked > 10


def test_the_drawn_order_states_are_moves_of_the_table(docs):
    drawing = docs["architecture.md"].partition("stateDiagram-v2")[2].partition("```")[0]
    drawn = re.findall(r"^\s+([A-Z]+) --> ([A-Z]+)", drawing, re.MULTILINE)
    moves = {(before.name, after.name) for (before, _), after in TRANSITIONS.items()}
    assert len(drawn) > 8
    assert set(drawn) <= moves
    assert len(OrderState) == 10


def test_folders_and_modules_of_the_architecture_exist(docs, root):
    tree = docs["architecture.md"].partition("```\n")[2].partition("```")[0]
    files = re.findall(r"\b[a-z_]+\.py\b", tree)
    there = {path.name for package in ("core", "bot") for path in (root / package).rglob("*.py")}
    assert len(files) > 15
    assert set(files) <= there
    flow = tree.partition("flow/")[2].partition("  strategies/")[0]
    modules = set(re.findall(r"\b[a-z_]+\b", flow.partition("path:")[2]))
    assert modules <= {path.stem for path in (root / "core" / "flow").iterdir()}


def test_picture_is_there_and_names_no_foreign_font_or_address(root):
    svg = (root / "docs" / "console.svg").read_text(encoding="utf-8")
    assert "[모의투자]" in svg.replace("&#160;", " ")
    assert "url(http" not in svg
    assert (root / "docs" / "console.png").stat().st_size < 300_000


def test_no_file_names_this_machine_or_a_registry(root):
    files = tracked(root)
    assert len(files) > 200
    for file in files:
        if not file.is_file() or file.suffix == ".png":
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        for forbidden in FOREIGN_TO_A_PROJECT:
            assert forbidden not in text, f"{file.relative_to(root)} holds {forbidden}"


def test_change_notes_have_a_known_heading(root):
    notes = [f for f in (root / "changes").glob("*.md") if f.name != "README.md"]
    assert len(notes) >= 5
    for note in notes:
        headings = re.findall(r"^### (\w+)$", note.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings, note.name
        assert set(headings) <= {"Added", "Changed", "Fixed", "Removed", "Security"}
