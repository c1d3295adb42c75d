"""What the page says besides figures: checks, parameters, the data, and what was noticed of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.backtest_page.markup import Html, join, tag
from bot.backtest_page.tables import row, table
from bot.backtest_story import Story
from bot.locale.catalogue import Catalogue
from core.backtest.guards.path import Track
from core.strategies.base import params_hash

_MOST_NOTICES: Final = 200


def checks(story: Story, words: Catalogue) -> Html:
    """Show what every check found, with its verdict."""
    rows = [
        row(
            words.t(f"guard.{one.name}"),
            tag(
                "td",
                tag("span", words.t(f"guard.verdict.{one.verdict.value}"),
                    class_=f"badge {one.verdict.value}"),
            ),
            tag("td", words.saying(one.words), class_="text"),
        )
        for one in story.findings
    ]  # fmt: skip
    heads = [words.t(f"guard.column.{name}") for name in ("check", "verdict")]
    return table([*heads, _text(words.t("guard.column.found"))], rows)


def parameters(story: Story, words: Catalogue) -> Html:
    """Show every parameter with its meaning, and the hash that stands for all of them."""
    strategy, params = story.study.strategy, story.study.params
    given = params.model_dump(mode="json")
    rows = [
        row(
            tag("td", tag("code", name)),
            tag("td", _value(given[name])),
            tag("td", words.parameter(strategy.name, name, field.description or ""), class_="text"),
        )
        for name, field in strategy.Params.model_fields.items()
    ]
    told = words.t("page.version", name=strategy.name, version=strategy.version)
    mark = tag("p", f"{told} ", tag("code", params_hash(strategy, params)), class_="note")
    heads = [words.t(f"page.parameters.{name}") for name in ("name", "value")]
    return join(table([*heads, _text(words.t("page.parameters.meaning"))], rows), mark)


def data(story: Story, words: Catalogue) -> Html:
    """Show the bars of each symbol that the run saw, those before its first day apart."""
    rows = [_track(story, track) for track in story.study.tracks]
    names = ("symbol", "first", "last", "bars", "before", "halted")
    shown = table([words.t(f"page.data.{name}") for name in names], rows)
    kind = words.t("page.adjusted" if story.adjusted else "page.raw")
    return join(shown, tag("p", kind, class_="note"))


def notices(story: Story, words: Catalogue) -> Html:
    """List gaps in the prices, rows that were not taken, and entries that were left out."""
    told = [*_left_out(story, words), *_gaps(story, words), *_rejects(story, words)]
    if not told:
        return tag("p", words.t("page.nothing_noticed"))
    more = len(told) - _MOST_NOTICES
    rest = [tag("p", words.t("page.more", count=more), class_="note")] if more > 0 else []
    return join(tag("ul", *(tag("li", line) for line in told[:_MOST_NOTICES])), *rest)


def _track(story: Story, track: Track) -> Html:
    sessions = track.sessions[track.first :]
    halted = int((track.bars.volume[track.first :] == 0).sum())
    first, last = (date.fromordinal(int(sessions[at])) for at in (0, -1))
    counts = (len(sessions), track.first, halted)
    return row(story.called(track.symbol), str(first), str(last), *(f"{n:,}" for n in counts))


def _left_out(story: Story, words: Catalogue) -> list[str]:
    result = story.study.result
    counts = [words.t(f"backtest.skipped.{why}", count=n) for why, n in result.skipped.items()]
    counts += [words.t("backtest.trimmed", count=result.trimmed)] if result.trimmed else []
    told = [words.t("backtest.skipped", list=", ".join(counts))] if counts else []
    calls = result.margin_calls
    return told + ([words.t("backtest.margin_calls", count=calls)] if calls else [])


def _gaps(story: Story, words: Catalogue) -> list[str]:
    return [
        words.t(
            "import.gap", symbol=story.called(gap.symbol), first=gap.first, last=gap.last,
            reason=words.t(f"import.gap.{gap.reason.value}"), detail=gap.detail,
        )
        for gap in story.gaps
    ]  # fmt: skip


def _rejects(story: Story, words: Catalogue) -> list[str]:
    return [
        words.t(
            "import.reject", file=file, line=one.line, raw=one.raw,
            reason=words.t(f"import.reason.{one.reason.name.lower()}"),
        )
        for file, rejects in story.rejects.items()
        for one in rejects
    ]  # fmt: skip


def _text(head: str) -> Html:
    return tag("th", head, class_="text")


def _value(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " / ".join(str(part) for part in value)
    return "-" if value is None else str(value)
