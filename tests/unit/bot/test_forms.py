"""What a command still needs: the entries of its form, and the line they make."""

from __future__ import annotations

import pytest

from bot.forms import ENTRIES, form_line, form_of, is_half
from bot.locale.catalogue import LANGUAGES, Catalogue
from tests import fakes_bot as fb

WORDS = Catalogue("ko")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENTRIES)
def test_every_form_has_words_and_fits_its_window(name: str, language: str) -> None:
    form = form_of(name, Catalogue(language))
    assert form is not None
    assert name.split(maxsplit=1)[0] in fb.COMMAND_NAMES
    assert 0 < len(form.title) <= 24
    assert all(0 < len(label) <= 150 for _, label in form.entries)


@pytest.mark.parametrize(
    ("line", "entered", "said"),
    [
        ("edit 01ABC", {"size": "5", "price": "70,000"}, "/edit 01ABC 5shares @70000"),
        ("edit 01ABC", {"size": "", "price": "70000원"}, "/edit 01ABC 70000원"),
        ("edit 01ABC", {"size": " 절반 "}, "/edit 01ABC 절반"),
        ("매수", {"symbol": "삼전", "size": "20만원"}, "/매수 삼전 20만원"),
        ("pin", {"pin": "482913"}, "/pin 482913"),
        ("pin", {"nonsense": "x"}, "/pin"),
    ],
)
def test_entries_complete_the_line(line: str, entered: dict[str, str], said: str) -> None:
    form = form_of(line, WORDS)
    assert form is not None
    assert form.filled(entered) == said


@pytest.mark.parametrize(
    ("data", "line"),
    [("f:pin", "pin"), ("p:edit 01ABC", "edit 01ABC"), ("p:edit 01ABC 5shares", ""),
     ("p:buy 005930 10shares", ""), ("edit 01ABC", ""), ("c1:x", ""), ("r:edit 01ABC", "")],
)  # fmt: skip
def test_only_some_buttons_have_a_form(data: str, line: str) -> None:
    assert form_line(data) == line


def test_what_says_something_alone_opens_no_form() -> None:
    assert is_half("/buy")
    assert not is_half("/buy 005930")
    assert not is_half("/edit")
    assert not is_half("/status")
    assert form_of("status", WORDS) is None
