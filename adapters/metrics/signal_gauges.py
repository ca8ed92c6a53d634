"""The newest signals as gauges: value, threshold, interval, state, and which window they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from prometheus_client.core import GaugeMetricFamily

from adapters.metrics.watched import SIGNAL_LABELS, labels_of
from domain.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_client import Metric

    from adapters.metrics.watched import Watched
    from domain.signals import Signal

_STATES = {SignalState.CALM: 0, SignalState.BREACHED: 1, SignalState.UNKNOWN: 2}


def signal_values(models: Sequence[Watched]) -> Metric:
    """An unknown signal has no value, so it has no sample."""
    family = GaugeMetricFamily(
        "driftwarden_signal_value", "A signal's value in its newest window.", labels=SIGNAL_LABELS
    )
    for signal in _all_signals(models):
        if signal.value is not None:
            family.add_metric(labels_of(signal), signal.value)
    return family


def signal_thresholds(models: Sequence[Watched]) -> Metric:
    """The threshold beside each value. Whether it is breached is for `signal_states` to say, not for a comparison."""
    said = (
        "The threshold that a signal's value is held against; of drift by the rank rule the least effect that can "
        "alarm, so a value above it may be calm."
    )
    family = GaugeMetricFamily("driftwarden_signal_threshold", said, labels=SIGNAL_LABELS)
    for signal in _all_signals(models):
        if signal.threshold is not None:
            family.add_metric(labels_of(signal), signal.threshold)
    return family


def signal_interval_lowers(models: Sequence[Watched]) -> Metric:
    """The lower end, in the unit of the value; a signal without an interval has no sample."""
    return _interval_ends(models, "lower", 0)


def signal_interval_uppers(models: Sequence[Watched]) -> Metric:
    """The upper end."""
    return _interval_ends(models, "upper", 1)


def signal_windows(models: Sequence[Watched]) -> Metric:
    """Which window the value is of: a column that is no longer measured stands still here."""
    said = "The end of the window that a signal's newest value is of, in Unix time."
    name = "driftwarden_signal_window_end_timestamp_seconds"
    family = GaugeMetricFamily(name, said, labels=SIGNAL_LABELS)
    for signal in _all_signals(models):
        family.add_metric(labels_of(signal), signal.window.end.timestamp())
    return family


def signal_states(models: Sequence[Watched]) -> Metric:
    """Unknown is a state of its own, above breached, so that `> 0` asks for everything that is not calm.

    Why a signal is unknown is a sentence with numbers, which no bounded label holds: `driftwarden status` tells it.
    """
    said = "A signal's state in its newest window: 0 calm, 1 breached, 2 unknown."
    family = GaugeMetricFamily("driftwarden_signal_state", said, labels=SIGNAL_LABELS)
    for signal in _all_signals(models):
        family.add_metric(labels_of(signal), _STATES[signal.state])
    return family


def _interval_ends(models: Sequence[Watched], end: str, side: Literal[0, 1]) -> Metric:
    said = f"The {end} end of the 95 % confidence interval of a signal's value in its newest window."
    family = GaugeMetricFamily(f"driftwarden_signal_interval_{end}", said, labels=SIGNAL_LABELS)
    for signal in _all_signals(models):
        if signal.interval is not None:
            family.add_metric(labels_of(signal), signal.interval[side])
    return family


def _all_signals(models: Sequence[Watched]) -> list[Signal]:
    return [signal for watched in models for signal in watched.signals]
