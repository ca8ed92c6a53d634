"""How long deciding takes: a fleet of models at once, and one model hour by hour through a year.

    python -m benchmarks.deciding [--json FILE]

The fleet: 1,000 models, each with 100 signals in the window at hand and in 20 windows before it, each under the five
shipped policies; every decision is made anew from its signals and its history, as a flow makes it. The year: 8,760
hourly windows of one model with 100 signals each, under each of the same policies, over a past that grows window by
window, as a replay hands it over. What is timed is deciding alone, in processor seconds of one core.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from domain.costs import Costs
from domain.history import History
from domain.signals import Signal, SignalState
from domain.windows import Window
from policies import catalog
from policies.engine import decide
from policies.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policies.grammar import Policy

MODELS, SIGNALS, BEFORE, HOURS = 1000, 100, 20, 8760
_START = datetime(2024, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_COSTS = Costs(retraining=20.0, error=0.001, currency="EUR")


def hour(number: int) -> Window:
    """The window that many hours after the beginning."""
    return Window(start=_START + number * _HOUR, end=_START + (number + 1) * _HOUR)


def measured(window: Window, dice: random.Random) -> tuple[Signal, ...]:
    """The signals of one window: one error, quality and drift of each column, now and then one of them breached."""
    columns = (SIGNALS - 2) // 2
    return (
        _signal("mae", None, dice.gauss(8.0, 1.0), window, baseline=7.5, limit=10.0),
        _signal("row_count", None, dice.gauss(0, 1), window, limit=4.0),
        *(_signal("drift", f"column {each}", dice.gauss(0, 1), window, limit=3.5) for each in range(columns)),
        *(_signal("missing_share", f"column {each}", dice.gauss(0, 1), window, limit=5.0) for each in range(columns)),
    )


def _signal(
    name: str, subject: str | None, value: float, window: Window, *, limit: float, baseline: float | None = None
) -> Signal:
    state = SignalState.BREACHED if value > limit else SignalState.CALM
    return Signal(
        model="model",
        name=name,
        subject=subject,
        window=window,
        value=value,
        threshold=limit,
        baseline=baseline,
        state=state,
        rows=500,
    )


def fleet(models: int, policies: Sequence[Policy], *, seed: int = 0) -> tuple[int, float]:
    """How many decisions, and the seconds they took: each model under each policy, from its own signals."""
    dice, window, seconds = random.Random(seed), hour(BEFORE), 0.0
    for _ in range(models):
        past = tuple(signal for back in range(BEFORE) for signal in measured(hour(back), dice))
        signals, history = measured(window, dice), _history(past)
        seconds += _timed(lambda: _decide_each(policies, signals, history, window))  # noqa: B023  (called at once)
    return models * len(policies), seconds


def _decide_each(policies: Sequence[Policy], signals: tuple[Signal, ...], history: History, window: Window) -> None:
    for policy in policies:
        decide(policy, signals, history, model="model", window=window, now=window.end)


def year(hours: int, policies: Sequence[Policy], *, seed: int = 0) -> tuple[int, float]:
    """How many decisions, and the seconds they took: one model, window by window, under each policy in turn."""
    dice = random.Random(seed)
    windows = [(hour(each), measured(hour(each), dice)) for each in range(hours)]
    seconds = sum(_timed(lambda: _decide_all(policy, windows)) for policy in policies)  # noqa: B023  (called at once)
    return hours * len(policies), seconds


def _decide_all(policy: Policy, windows: Sequence[tuple[Window, tuple[Signal, ...]]]) -> None:
    past, history = Index(), _history(())
    for window, signals in windows:
        decide(policy, signals, history, model="model", window=window, now=window.end, past=past)
        past.add(signals)


def _history(signals: tuple[Signal, ...]) -> History:
    return History(signals=signals, champion_since=_START, trained_until=_START, labels_since=100_000, costs=_COSTS)


def _timed(work: Callable[[], None]) -> float:
    started = process_time()
    work()
    return process_time() - started


def measure() -> Mapping[str, Mapping[str, float]]:
    """The fleet, and the year under each policy."""
    policies = [catalog.read(name) for name in catalog.names()]
    return {
        f"{MODELS:,} models x {SIGNALS} signals x {len(policies)} policies": _figure(*fleet(MODELS, policies)),
        **{f"{HOURS:,} hourly windows, {policy.name}": _figure(*year(HOURS, [policy])) for policy in policies},
    }


def _figure(decisions: int, seconds: float) -> Mapping[str, float]:
    return {"decisions": decisions, "seconds": round(seconds, 2), "ms a decision": round(1000 * seconds / decisions, 3)}


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description="How long deciding takes.")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    given = parser.parse_args()
    figures = measure()
    for what, figure in figures.items():
        sys.stdout.write(f"{what}: {figure['seconds']:.1f} s, {figure['ms a decision']:.2f} ms a decision\n")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
