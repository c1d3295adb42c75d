"""The table of symbols is consistent: no name means two, and codes are of the exchange's form."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import bot.symbol_names
from bot.free_text.book import plain_book
from bot.symbol_names import CALLED, NAMES, plain

EVERY = [(code, name) for code, called in CALLED.items() for name in called.split(", ")]
# A share without a vote: its code is the common share's, but for the last letter.
PREFERRED = re.compile(r" ?\d?우(?:B|C|\(전환\))?$")


def read_pairs(text: str) -> list[tuple[str, str]]:
    return json.loads(text, object_pairs_hook=list)


def test_no_code_is_written_twice():
    table = Path(bot.symbol_names.__file__).with_suffix(".json").read_text(encoding="utf-8")
    codes = Counter(code for code, _ in read_pairs(table))
    assert [code for code, times in codes.items() if times > 1] == []
    assert dict(read_pairs(table)) == CALLED


def test_no_name_or_nickname_means_two_symbols():
    meanings: dict[str, set[str]] = {}
    for code, name in EVERY:
        meanings.setdefault(plain(name), set()).add(code)
    assert {name: codes for name, codes in meanings.items() if len(codes) > 1} == {}


def test_no_name_is_said_twice_or_is_empty_or_has_strange_spaces():
    said = Counter((code, plain(name)) for code, name in EVERY)
    assert [row for row, times in said.items() if times > 1] == []
    odd = [n for _, n in EVERY if not n or "," in n or n != " ".join(n.split())]
    assert odd == []


def test_codes_have_the_form_of_the_exchange():
    odd = [code for code in CALLED if not re.fullmatch(r"\d{4}[0-9A-Z]\d|\d{5}[0-9KLM]", code)]
    assert odd == []


def test_a_preferred_share_has_the_code_of_its_common_share_but_for_the_last_letter():
    commons = {plain(name): code for code, name in NAMES.items() if code.endswith("0")}
    odd = {}
    for code, name in NAMES.items():
        common = commons.get(plain(PREFERRED.sub("", name))) if PREFERRED.search(name) else None
        if bool(common) == code.endswith("0") or (common and common[:5] != code[:5]):
            odd[code] = name
    assert odd == {}


def test_no_spelling_of_one_name_leads_to_another_symbol():
    book = plain_book()
    for code, name in EVERY:
        end, entry = next(book.longest(plain(name), 0))
        assert (end, entry.codes, entry.group) == (len(plain(name)), (code,), False), name


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ACE 미국30년국채액티브", "476760"),
        ("ACE 미국30년국채액티브(H)", "453850"),
        ("KIWOOM 200", "069660"),
        ("키움", "039490"),
        ("나스미디어", "089600"),
        ("한컴MDS", "086960"),
        ("새로닉스", "042600"),
        ("지에스이", "053050"),
    ],
)
def test_names_that_were_once_another_companys_are_its_own(said, code):
    end, entry = next(plain_book().longest(plain(said), 0))
    assert (end, entry.codes) == (len(plain(said)), (code,))


@pytest.mark.parametrize("code", ["000885", "000075"])
def test_what_is_delisted_is_not_in_the_table(code):
    assert code not in CALLED
