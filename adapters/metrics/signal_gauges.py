"""The newest signals as gauges: value, threshold, interval, state, window, and how many were put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.metrics.bounded import TOP, bounded
from adapters.metrics.family import Family
from domain.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.metrics.bounded import Bounded
    from domain.board import SignalNow

SIGNAL_LABELS = ("model", "signal", "subject", "segment")
# Unknown is above breached, so that `> 0` asks for everything that is not calm. Why a signal is unknown is a sentence
# with numbers, which no bounded label holds: `driftwarden status` tells it.
STATES = {SignalState.CALM.value: 0, SignalState.BREACHED.value: 1, SignalState.UNKNOWN.value: 2}

VALUE = "A signal's value in its newest window."
THRESHOLD = (
    "The threshold that a signal's value is held against; of drift by the rank rule the least effect that can alarm, "
    "so a value above it may be calm."
)
LOWER = "The lower end of the 95 % confidence interval of a signal's value in its newest window."
UPPER = "The upper end of the 95 % confidence interval of a signal's value in its newest window."
STATE = "A signal's state in its newest window: 0 calm, 1 breached, 2 unknown."
WINDOW_END = "The end of the window that a signal's newest value is of, in Unix time."
_COUNTED = "Newest signals by state; stale are those that were not measured again in the newest window."
_DROPPED = 'Signals that are not shown one by one but summed under the subject "_other".'


def signal_families(models: Sequence[str], signals: Sequence[SignalNow], *, top: int = TOP) -> Iterator[Family]:
    """Gauges of the signals that are shown, and counts of all."""
    seen = bounded(signals, top=top)
    yield from shown_families(seen.shown)
    yield _counts(models, seen)
    dropped = sorted(((model, name), float(times)) for (model, name), times in seen.dropped.items())
    yield Family(name="driftwarden_signals_dropped", said=_DROPPED, labels=("model", "signal"), samples=dropped)


def shown_families(shown: Iterable[SignalNow]) -> tuple[Family, ...]:
    """One gauge for each number of a signal; where it has none, an unknown value say, there is no sample."""
    each = [(signal[:4], signal) for signal in shown]
    return (
        _gauge("value", VALUE, ((of, s.value) for of, s in each if s.value is not None)),
        _gauge("threshold", THRESHOLD, ((of, s.threshold) for of, s in each if s.threshold is not None)),
        _gauge("interval_lower", LOWER, ((of, s.low) for of, s in each if s.low is not None)),
        _gauge("interval_upper", UPPER, ((of, s.high) for of, s in each if s.high is not None)),
        _gauge("state", STATE, ((of, STATES[s.state]) for of, s in each)),
        _gauge("window_end_timestamp_seconds", WINDOW_END, ((of, s.window_end) for of, s in each)),
    )


def _gauge(name: str, said: str, samples: Iterable[tuple[tuple[str, ...], float]]) -> Family:
    return Family(name=f"driftwarden_signal_{name}", said=said, labels=SIGNAL_LABELS, samples=samples)


def _counts(models: Sequence[str], seen: Bounded) -> Family:
    samples = [
        ((model, state), float(seen.states.get((model, state), 0))) for model in models for state in (*STATES, "stale")
    ]
    return Family(name="driftwarden_signals", said=_COUNTED, labels=("model", "state"), samples=samples)
