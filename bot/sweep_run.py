"""`gaemi sweep`: tries parameter sets on all cores, keeps each, and judges the best."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from bot.commandline import write_json
from bot.locale.catalogue import Catalogue
from bot.sweep_asked import Asked, read_plan
from bot.sweep_books import check_known, sweep_store_alone, trial_log
from bot.sweep_hands import hands_for
from bot.sweep_progress import Stop, progress_bar
from bot.sweep_text import Shown, show, sweep_json
from core.backtest.sweep.drive import Drive
from core.backtest.sweep.plan import Plan
from core.backtest.sweep.store import SweepStore
from core.backtest.sweep.task import Hands
from core.backtest.sweep.worth import worth_of, worth_text
from core.clock import LiveClock
from core.ports_trials import TrialLog
from core.settings import Settings

STOPPED = 130  # what a shell expects of a program that Ctrl-C ended


def run_sweep(settings: Settings, asked: Asked) -> int:
    """Run a sweep to its end or to Ctrl-C, show it, give the exit code; raises InputError."""
    words, clock, out = Catalogue(settings.lang), LiveClock(), Console()
    plan, prices = read_plan(settings, asked, out, words, at=clock.now())
    with ExitStack() as stack:
        store = stack.enter_context(sweep_store_alone(settings, asked.store))
        trials = stack.enter_context(trial_log(settings))
        check_known(store, plan.sweep.id, resume=asked.resume)
        hands = hands_for(
            plan, asked, settings,
            lambda what: out.print(words.t(f"backtest.{what}"), markup=False),
        )  # fmt: skip
        ended = _tried(plan, hands, store, trials, out, words)
        if ended:
            out.print(Text(words.t("sweep.judging")))
            worth = worth_of(plan, store.tried(plan.sweep.id), trials, at=clock.now())
            kept = store.sweep(plan.sweep.id) or plan.sweep
            store.keep(replace(kept, metric=plan.sweep.metric, verdict=worth_text(worth)))
        shown = Shown.of(store, plan.sweep.id)
    show(out, words, shown, top=asked.top, by=plan.sweep.metric, rejects=prices.rejects)
    if asked.json is not None:
        write_json(asked.json, sweep_json(shown, by=plan.sweep.metric))
    if not ended:
        done = len(shown.tried)
        out.print(Text(words.t("sweep.stopped", done=done, id=plan.sweep.id)))
    return 0 if ended else STOPPED


def _tried(
    plan: Plan, hands: Hands, store: SweepStore, trials: TrialLog, out: Console, words: Catalogue
) -> bool:
    """Try what was not tried; True when the search came to its end."""
    try:
        with Stop() as stop, progress_bar(out, words) as told:
            drive = Drive(
                plan, hands, store=store, trials=trials, clock=LiveClock(), stopped=stop, told=told
            )
            return drive.run()
    finally:
        hands.close()
