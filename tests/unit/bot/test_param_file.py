"""Parameters from a YAML file are those that would be typed, digit by digit."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.param_file import read_params
from core.backtest.request import strategy_of
from core.registry import discover
from tests.refusals import refused


def kept(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return read_params(path)


def test_values_stay_as_they_are_written(tmp_path):
    found = kept(tmp_path, "stop_loss: 0.10\nbudget: 014\nmode: no\nsplit: [40, 30, 30]\n")
    assert found == {"stop_loss": "0.10", "budget": "014", "mode": "no", "split": "40/30/30"}


def test_a_file_and_the_same_typed_give_one_strategy(tmp_path):
    discover("core.strategies")
    text = "stop_loss: 4%\nsplit: [50, 50]\n"
    typed = strategy_of("bollinger", ["stop_loss=4%", "split=50/50"])
    pairs = [f"{name}={value}" for name, value in kept(tmp_path, text).items()]
    assert strategy_of("bollinger", pairs) == typed


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True),
                       st.integers().map(str) | st.decimals(allow_nan=False).map(str),
                       min_size=1))  # fmt: skip
def test_what_was_written_is_what_is_read(tmp_path_factory, values):
    text = yaml.safe_dump(values)
    assert kept(tmp_path_factory.mktemp("params"), text) == values


@pytest.mark.parametrize("text", ["", "- 1\n- 2\n", "a: {b: 1}\n", "a:\n", "a: [\n", "\x00"])
def test_what_is_no_list_of_parameters_is_refused_with_its_name(tmp_path, text):
    with refused(r"mine\.yaml"):
        kept(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with refused("cannot be read"):
        read_params(tmp_path / "mine.yaml")
