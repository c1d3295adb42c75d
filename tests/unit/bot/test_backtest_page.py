"""The page of a backtest: complete, escaped, by itself, and with its marks in their places."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backtest_page.markup import Html, join, style, tag
from bot.backtest_page.page import backtest_page
from bot.backtest_page.plot import WIDTH, Plot
from bot.backtest_words import figures
from bot.locale.catalogue import Catalogue
from core.backtest.guards.path import fills_of
from core.domain.bar import Gap, GapReason
from core.domain.signal import Side
from core.market.csv_daily import Reject, RejectReason
from core.strategies.base import params_hash
from tests.backtests import AT, story
from tests.series import CALENDAR

KO = Catalogue("ko")
ALONE = {"meta", "br", "path"}
NASTY = '<script>alert("1")</script>&\u202e\x00\'"'


class Reading(HTMLParser):
    """What a browser would see: elements in order, texts, and whether all were closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.headings: list[str] = []
        self.balanced = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.balanced &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open[-1:] == ["h2"]:
            self.headings.append(data)


def read(page: str) -> Reading:
    reading = Reading()
    reading.feed(page)
    reading.close()
    assert reading.balanced
    assert reading.open == []
    return reading


def page_of(run, words: Catalogue = KO) -> str:
    return backtest_page(run, words, CALENDAR, made_at=AT)


@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.parametrize("symbols", [1, 4])
def test_every_part_is_there_in_words_of_the_language(code, symbols):
    words, run = Catalogue(code), story("golden_cross_level", symbols=symbols)
    reading = read(page_of(run, words))
    text = "\n".join(reading.texts)
    for key in ("story.", "page.", "guard.", "chart.", "backtest.", "import."):
        assert not re.search(rf"\b{re.escape(key)}[a-z]", text), key
    headings = [words.t(f"page.{name}") for name in (
        "checks", "time", "months", "candles", "costs", "held", "trades", "parameters", "data",
        "notices",
    )]  # fmt: skip
    assert reading.headings == headings
    for shown in figures(run, words).values():
        assert shown.label in text
        assert shown.value in text
    for one in run.findings:
        assert words.saying(one.words) in text
    assert params_hash(run.study.strategy, run.study.params) in text
    assert reading.seen[0] == ("html", {"lang": code})


def test_nothing_is_fetched_from_anywhere_and_nothing_runs():
    page = page_of(story(symbols=4))
    reading = read(page)
    assert "://" not in page
    assert "url(" not in page
    assert "@import" not in page
    names = {name for name, _ in reading.seen}
    assert not names & {"script", "link", "iframe", "img", "object", "embed", "form", "a", "base"}
    for _, given_ in reading.seen:
        assert not {"src", "href", "srcset"} & set(given_)
        assert not [name for name in given_ if name.startswith("on")]
    policy = next(g["content"] for n, g in reading.seen if g.get("http-equiv"))
    assert policy.startswith("default-src 'none'")


def test_it_is_made_for_phones_and_for_both_lights():
    page = page_of(story())
    assert "width=device-width" in page
    assert "prefers-color-scheme:dark" in page
    assert "max-width:600px" in page


@pytest.mark.parametrize("symbols", [1, 3])
def test_fills_are_marked_at_their_bar_and_price(symbols):
    run = story("golden_cross_level", symbols=symbols)
    page = page_of(run)
    for part, track in zip(page.split("<details")[1:], run.study.tracks, strict=True):
        marks = [
            g for n, g in read(f"<details{part.split('</details>')[0]}</details>").seen if n == "i"
        ]
        fills = fills_of(run.study.result, track.symbol)
        assert len(marks) == len(fills) > 0
        count = len(track.sessions) - track.first
        air = 0.5 + count * 0.008
        prices = []
        for mark, fill in zip(marks, fills, strict=True):
            place = dict(p.split(":") for p in mark["style"].split(";"))
            across = float(place["left"].rstrip("%")) / 100
            assert across * (count - 1 + 2 * air) - air == pytest.approx(
                fill.at - track.first, abs=0.01
            )
            assert mark["class"] == ("buy" if fill.side is Side.BUY else "sell")
            assert str(fill.day) in mark["title"]
            assert f"{fill.price:,}원" in mark["title"]
            prices.append((float(place["top"].rstrip("%")), fill.price))
        # Heights fall with prices, all along one line.
        (high, dear), (low, cheap) = min(prices), max(prices)
        slope = (low - high) / (dear - cheap)
        for top, price in prices:
            assert top == pytest.approx(high + (dear - price) * slope, abs=0.01)


def test_what_others_wrote_is_shown_as_text():
    gap = Gap("000001", date(2024, 1, 2), date(2024, 1, 5), GapReason.JUMP, NASTY)
    reject = Reject(7, RejectReason.HIGH, NASTY)
    run = replace(
        story(name="bollinger"), name=NASTY, names={"000001": NASTY}, gaps=(gap,),
        rejects={NASTY: (reject,)},
    )  # fmt: skip
    page = page_of(run)
    reading = read(page)
    assert "<script" not in page
    assert not [name for name, _ in reading.seen if name == "script"]
    assert '<script>alert("1")</script>' in "".join(reading.texts)
    assert "\u202e" not in page
    assert "\x00" not in page
    assert "고가가 다른 가격보다 낮음" in page
    assert "제한폭 밖 변동" in page


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_leaves_its_element_or_its_attribute(text, value):
    made = tag("p", text, tag("b", text), title=value, class_=None)
    reading = read(made)
    assert [name for name, _ in reading.seen] == ["p", "b"]
    shown = "".join(c for c in text if c.isprintable() or c in "\n\t")
    assert "".join(reading.texts) == shown * 2
    told = reading.seen[0][1]
    assert set(told) == {"title"}
    assert told["title"] == "".join(c for c in value if c.isprintable() or c in "\n\t")


def test_markup_is_only_what_was_made_as_such():
    assert join("<b>", Html("<b>")) == "&lt;b&gt;<b>"
    with pytest.raises(ValueError, match="<"):
        style("p{}</style><script>")


@given(
    bar=st.floats(0, 99), value=st.floats(100, 200),
    other=st.floats(0, 99), height=st.integers(50, 500),
)  # fmt: skip
@settings(max_examples=50)
def test_places_on_a_plot_keep_their_order_and_stay_on_it(bar, value, other, height):
    plot = Plot((0, 99), (100, 200), height=height)
    assert 0 <= plot.across(bar) <= WIDTH
    assert -1e-9 <= plot.down(value) <= height + 1e-9
    assert (plot.across(bar) <= plot.across(other)) == (bar <= other) or bar == pytest.approx(other)
    assert plot.down(200) == 0
    assert plot.down(100) == height


def test_months_multiply_to_their_year():
    run = story(count=900)
    page = page_of(run)
    table = page.partition('class="months"')[2].partition("</table>")[0]
    year = run.statistics.months[-1].year
    whole = 1.0
    for month in run.statistics.months:
        if month.year == year:
            whole *= 1 + month.change
    row = next(r for r in table.split("<tr") if f"<td>{year}</td>" in r)
    shown = re.findall(r">([-+]?[\d.]+)%<", row)
    assert float(shown[-1]) == pytest.approx((whole - 1) * 100, abs=0.005)
    assert len(shown) == 1 + sum(month.year == year for month in run.statistics.months)


def test_a_run_without_trades_says_so():
    text = "\n".join(read(page_of(story("envelope_20", seed=1))).texts)
    assert text.count("거래가 없습니다.") == 3
    assert "끝에 가진 것이 없습니다." in text
