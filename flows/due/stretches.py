"""Which stretch of labelled time, or which several, the policy wants a challenger to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.windows import Window
from policies.change import began
from policies.grammar import BestOf, Expanding, SinceChange, Sliding
from trials.hold_out import TooShort

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from flows.watch import Watch
    from policies.action_shapes import OneWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """The longest stretch, the others that are tried too, and why those that are missing are."""

    train_on: Window
    alternatives: tuple[Window, ...] = ()
    left_out: tuple[str, ...] = ()


def stretches(watch: Watch, decision: Decision, *, before_trial: Window, now: datetime) -> Stretches | TooShort:
    """The policy's training window within `before_trial`, all labelled time before the hold-out; all end with it.

    Of several the longest comes first, and equal ones count once. A stretch since the change that is too short to
    learn from is left out, or makes the training wait where it is the only one.
    """
    wanted = watch.policy.training_window or Expanding(kind="expanding")
    choices = wanted.of if isinstance(wanted, BestOf) else (wanted,)
    found = [_stretch(watch, choice, decision, before_trial, now) for choice in choices]
    short = [each for each in found if isinstance(each, TooShort)]
    windows = sorted({each for each in found if isinstance(each, Window)}, key=lambda window: window.start)
    if not windows:
        return short[0]
    return Stretches(
        train_on=windows[0], alternatives=tuple(windows[1:]), left_out=tuple(each.because for each in short)
    )


def _stretch(
    watch: Watch, choice: OneWindow, decision: Decision, before_trial: Window, now: datetime
) -> Window | TooShort:
    match choice:
        case Expanding():
            return before_trial
        case Sliding(length=length):
            return Window(start=max(before_trial.start, before_trial.end - length), end=before_trial.end)
        case SinceChange():
            return _since_change(watch, decision, before_trial, now)


def _since_change(watch: Watch, decision: Decision, before_trial: Window, now: datetime) -> Window | TooShort:
    """From the start of the first window that counted, or, for a decision on no window, from what the champion knew."""
    change = began(decision)
    start = max(before_trial.start, change or watch.champion(now).trained_on.end)
    least = watch.document.trial.min_days
    if before_trial.end - start >= timedelta(days=least):
        return Window(start=start, end=before_trial.end)
    days = max((before_trial.end - start) / timedelta(days=1), 0.0)
    since = "the change began" if change else "the champion's training data end"
    return TooShort(
        because=f"since {since} ({start:%Y-%m-%d %H:%M} UTC) there are only {days:.1f} days of labels before those "
        f"kept for the trial; a challenger that learns from nothing else needs at least {least}"
    )
