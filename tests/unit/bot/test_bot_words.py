"""The catalogue: both languages say the same things, and every key that code uses exists."""

from __future__ import annotations

import importlib
import re
import string
from pathlib import Path

import pytest

from bot.commands.base import COMMANDS
from bot.context import Context
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.pin import PinState
from core.domain.approval import ApprovalState
from core.domain.calendar import Phase
from core.domain.decision import Verdict
from core.domain.doubt import Finding
from core.domain.order import Mode, OrderKind, OrderState
from core.domain.results import Result
from core.domain.signal import Side, SignalState
from core.domain.switches import HaltLevel, ScopeKind
from core.errors import InputError
from core.registry import discover
from core.risk.base import RULES
from tests import fakes_bot as fb

KO, EN = LANGUAGES["ko"], LANGUAGES["en"]
ROOT = Path(__file__).parents[3]
USED = re.compile(r'(?:\bt|either|UsageError|_head|_told)\([^"()]*"([a-z_]+\.[a-z_.]+)"')
NOTICE = re.compile(r'"(notice\.[a-z_]+)"')
RESULT = re.compile(r'Result\((?:True|False), "([a-z_]+(?:\.[a-z_]+)?)"')

# What is a name in both languages.
NAMES = {
    "usage.pair", "rule.vi", "usage.pin", "pin.title", "pin.covered", "doubt.needs_pin_how",
    "factor.wanted_how", "factor.none_how",
    "channel.api", "channel.hts", "channel.mts",
}  # fmt: skip


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(KO) == set(EN)
    assert len(KO) > 300


@pytest.mark.parametrize("key", sorted(KO))
def test_both_languages_use_the_same_fields(key: str) -> None:
    assert _fields(KO[key]) == _fields(EN[key])


@pytest.mark.parametrize("key", sorted(KO))
def test_korean_is_korean_and_english_is_not(key: str) -> None:
    assert not re.search("[가-힣]", EN[key])
    bare = re.sub(r"\{[^}]*\}|[^A-Za-z가-힣]", "", KO[key])
    assert not bare or re.search("[가-힣]", KO[key]) or key in NAMES


def _sources(folder: str) -> str:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    return "\n".join(p.read_text(encoding="utf-8") for p in paths)


def test_every_key_written_in_the_bot_has_words() -> None:
    used = set(USED.findall(_sources("bot")))
    assert len(used) > 100
    assert used <= set(KO)


def test_every_notice_and_result_of_the_engine_has_words() -> None:
    source = _sources("core/flow")
    used = set(NOTICE.findall(source)) | set(RESULT.findall(source))
    assert "notice.halt" in used
    assert "press.granted" in used
    assert used <= set(KO)


JOURNAL = re.compile(r'journal_order\([^()]*"([a-z_]+)"(?: if \w+ else "([a-z_]+)")?')


def test_every_event_of_an_order_has_words_in_its_timeline() -> None:
    found = {name for pair in JOURNAL.findall(_sources("core/flow")) for name in pair if name}
    assert {"cancel_wanted", "cancel_accepted", "sending"} <= found
    assert [n for n in found | {"answered"} if f"event.order.state.{n}" not in KO] == []


def test_every_result_that_the_contract_names_has_words() -> None:
    assert Result.__doc__ is not None
    named = {word.strip(".,") for word in Result.__doc__.split()}
    groups = "granted rejected already lapsed unknown not_yours wrong_message drift stale risk"
    groups += " halted in_flight restarting"
    keys = {f"press.{name}" for name in groups.split()}
    keys |= {
        w for w in named if re.fullmatch(r"(doubt|halt|resume|pair|strategy|report)\.[a-z_]+", w)
    }
    assert len(keys) > 38
    assert keys <= set(KO)


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("approval", [s.value for s in ApprovalState]),
        ("order", [s.value for s in OrderState]),
        ("progress", [s.value for s in OrderState]),
        ("signal", [s.value for s in SignalState]),
        ("phase", [s.value for s in Phase]),
        ("kind", [s.value for s in OrderKind]),
        ("side", [s.value for s in Side]),
        ("verdict", [s.value for s in Verdict]),
        ("level", [s.value for s in HaltLevel]),
        ("scope", [s.value for s in ScopeKind]),
        ("mode", [s.value for s in Mode]),
        ("card", [s.value for s in ApprovalState]),
        ("finding", [s.value for s in Finding]),
        ("pin", [s.value for s in PinState if s is not PinState.RIGHT]),
    ],
)
def test_every_state_has_words(prefix: str, names: list[str]) -> None:
    assert [n for n in names if f"{prefix}.{n}" not in KO] == []


def test_every_risk_rule_has_a_name() -> None:
    discover("core.risk")
    assert RULES.names()
    assert [n for n in RULES.names() if f"rule.{n}" not in KO] == []


def test_a_stop_of_a_strategy_is_told_by_its_title() -> None:
    titles = {"my_own": "내 전략"}
    words = Catalogue("ko", title=lambda name: titles.get(name, name))
    assert words.scope("strategy:golden_cross") == "전략 골든크로스"
    assert words.scope("strategy:my_own") == "전략 내 전략"
    assert words.scope("strategy:gone") == "전략 gone"
    assert words.scope("symbol:golden_cross") == "종목 golden_cross"
    words.use("en")
    assert "golden_cross" not in words.scope("strategy:golden_cross")


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_number_and_the_broker_s_are_never_called_the_same(language: str) -> None:
    words = Catalogue(language)
    ours, theirs = words.t("order.id"), words.t("order.number")
    assert ours not in theirs
    assert theirs not in ours
    of_ours = ("why.what", "order.short", "usage.order", "usage.why", "usage.cancel")
    if language == "ko":
        assert [key for key in of_ours if ours not in words.t(key)] == []
        bare = {key for key, text in KO.items() if re.search("(?<!증권사 )주문번호", text)}
        # The command of that name, and what an answer of a broker lacked.
        assert bare == {
            "doubt.cause_number", "doubt.type_number", "doubt.type_number_how", "form.match",
            "usage.match", "words.bare_number",
        }  # fmt: skip


def test_every_command_is_explained() -> None:
    assert len(COMMANDS.names()) == 52
    for _, spec in COMMANDS:
        assert spec.summary_key in KO
        assert spec.usage_key in KO
        assert spec.ko, f"{spec.name} has no Korean name"


def test_a_missing_field_shows_a_dash_and_a_missing_key_itself() -> None:
    words = Catalogue("ko")
    assert words.t("pair.done") == KO["pair.done"].replace("{name}", "—")
    assert words.t("no.such_key") == "no.such_key"


def test_text_where_a_number_was_expected_is_shown_as_it_is() -> None:
    assert Catalogue("ko").t("unit.shares", shares="몇") == "몇주"


def test_fields_are_cleaned_and_never_read_as_templates() -> None:
    told = Catalogue("ko").t("pair.done", name="{code}\u202e\n악당")
    assert told.startswith("연결했습니다, {code} 악당.")


def test_states_scopes_and_checks_of_the_engine_become_words() -> None:
    words = Catalogue("ko")
    assert words.said("press.already", {"state": "granted"}).endswith("확인함")
    assert "종목 005930" in words.said("resume.done", {"scope": "symbol:005930"})
    assert "시계, 저장소" in words.said("resume.red", {"checks": "clock, store"})
    assert "unheard_of" in words.said("resume.red", {"checks": "unheard_of"})


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="ko, en"):
        Catalogue("fr")


@pytest.mark.parametrize(
    ("amount", "sign", "ko", "en"),
    [(1_000, False, "1,000원", "₩1,000"), (-5, True, "-5원", "-₩5"), (7, True, "+7원", "+₩7"),
     (0, True, "0원", "₩0")],
)  # fmt: skip
def test_won_is_written_in_each_language(amount: int, sign: bool, ko: str, en: str) -> None:
    assert Catalogue("ko").won(amount, sign=sign) == ko
    assert Catalogue("en").won(amount, sign=sign) == en


async def test_the_context_speaks_the_language_in_use() -> None:
    context: Context = fb.Bench().context
    context.words.use("en")
    assert context.t("button.confirm") == "Confirm"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_of_every_file_are_gathered(code: str) -> None:
    files = sorted((ROOT / "bot" / "locale").glob(f"{code}_*.py"))
    assert len(files) > 15
    for file in files:
        words: dict[str, str] = importlib.import_module(f"bot.locale.{file.stem}").WORDS
        assert words
        assert words.items() <= LANGUAGES[code].items()


def test_every_file_of_words_has_its_twin_in_the_other_language() -> None:
    stems = {file.stem for file in (ROOT / "bot" / "locale").glob("??_*.py")}
    assert {stem[3:] for stem in stems if stem.startswith("ko_")} == {
        stem[3:] for stem in stems if stem.startswith("en_")
    }
