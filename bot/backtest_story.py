"""One backtest with all that people are shown of it, whatever shows it: chat, picture, page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.backtest.guards.baseline import hold5
from core.backtest.guards.breaks import breaks_of
from core.backtest.guards.finding import Finding, Verdict
from core.backtest.guards.judge import Judgement
from core.backtest.guards.study import Study
from core.backtest.settings import Backtest
from core.backtest.statistics import Statistics
from core.domain.bar import Gap
from core.market.csv_daily import Reject


@dataclass(frozen=True, slots=True)
class Story:
    """A run, its figures, what the checks found, and what is known of its prices.

    `name` is the strategy or preset as it was asked for. `hold5` is the equity of the same money
    in buy and hold at each session's end. `rejects` are rows that were not taken, by their file;
    `names` are those of the symbols; `stored` counts the symbols there were to choose from when
    nobody chose, else 0.
    """

    name: str
    plan: Backtest
    study: Study
    statistics: Statistics
    findings: tuple[Finding, ...]
    hold5: tuple[int, ...]
    gaps: tuple[Gap, ...] = ()
    rejects: Mapping[str, tuple[Reject, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    adjusted: bool = False
    stored: int = 0

    @property
    def symbols(self) -> tuple[str, ...]:
        """Give the symbols of the run."""
        return tuple(track.symbol for track in self.study.tracks)

    @property
    def hold_change(self) -> float:
        """Give the return of buy and hold."""
        return self.hold5[-1] / self.study.start5 - 1

    def called(self, symbol: str) -> str:
        """Give a symbol's name with its code, or the code alone."""
        name = self.names.get(symbol, "")
        return f"{name} ({symbol})" if name else symbol

    def verdicts(self) -> dict[Verdict, int]:
        """Count the checks by how they ended."""
        ended = [one.verdict for one in self.findings]
        return {verdict: ended.count(verdict) for verdict in Verdict}


def story_of(
    name: str,
    plan: Backtest,
    judged: Judgement,
    *,
    rejects: Mapping[str, tuple[Reject, ...]] | None = None,
    names: Mapping[str, str] | None = None,
    adjusted: bool = False,
    stored: int = 0,
) -> Story:
    """Make the story of a run that was judged."""
    study = judged.study
    return Story(
        name=name,
        plan=plan,
        study=study,
        statistics=judged.statistics,
        findings=judged.findings,
        hold5=tuple(hold5(study)),
        gaps=tuple(found.gap for found in breaks_of(study)),
        rejects=rejects or {},
        names=names or {},
        adjusted=adjusted,
        stored=stored,
    )
