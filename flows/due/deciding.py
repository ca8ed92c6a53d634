"""One decision by the model's policy, with as much of the past as it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.decisions import Reason, Truth
from flows.due.histories import history_of, new_labels
from policies.condition_shapes import every
from policies.engine import decide
from policies.history_shapes import MinNewLabels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.decisions import Decision
    from domain.history import History
    from domain.signals import Signal
    from domain.windows import Window
    from flows.watch import Watch


def decided(
    watch: Watch, signals: Sequence[Signal], *, window: Window, now: datetime, without: str | None = None
) -> Decision:
    """What the policy decides over one window; not recorded. `without` is a decision whose retraining does not count.

    To count labels is to read the log back to the champion's training data, so it is done only where the decision may
    hang on it: where a condition asks for them, or where there is a gate that wants some and the condition is neither
    false nor left open. That the gate held back is no sign: over unusual traffic the decision is an alert that does not
    say so.
    """
    known = history_of(watch, before=window, now=now)
    history = replace(known, retrainings=tuple(past for past in known.retrainings if past.decision != without))
    if not any(isinstance(condition, MinNewLabels) for condition in every(watch.policy.when)):
        decision = _decide(watch, signals, history, window, now)
        is_settled = decision.trace.truth is Truth.FALSE or decision.reason is Reason.NOT_KNOWN
        if watch.policy.gates.min_new_labels is None or is_settled:
            return decision
    return _decide(watch, signals, replace(history, labels_since=new_labels(watch, now)), window, now)


def _decide(watch: Watch, signals: Sequence[Signal], history: History, window: Window, now: datetime) -> Decision:
    return decide(watch.policy, signals, history, model=watch.model, window=window, now=now)
