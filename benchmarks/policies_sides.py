"""Every policy of the benchmark: the untuned ones, and families of settings from which the past may choose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from benchmarks.policies_course import walk_of
from benchmarks.policies_drift import Drift
from benchmarks.policies_ours import DEFAULT, policy_of, shipped
from benchmarks.policies_triggers import (
    DatasetDrift,
    Detector,
    ErrorAbove,
    Every,
    adwin,
    has_river,
    page_hinkley,
)
from benchmarks.policies_walk import by_calendar, walk
from policies import catalog

if TYPE_CHECKING:
    from benchmarks.policies_stream import Stream
    from benchmarks.policies_walk import Trigger, Walk
    from policies.grammar import Policy

MONTH = timedelta(days=28)
OURS = "driftwarden"
Walker = Callable[[float], "Walk"]

PERIODS = tuple(timedelta(days=days) for days in (7, 14, 28, 56))
WORSE = (0.05, 0.1, 0.2, 0.3)
SHARES = (0.25, 0.5, 0.75)
DELTAS = (0.002, 0.02, 0.2)
THRESHOLDS = (10.0, 25.0, 50.0, 100.0)
OUR_WORSE, OUR_COOLDOWNS = ("10%", "15%", "25%"), ("2w", "4w", "8w")


class Sides:
    """The policies of one stream; each is asked with the cost of a retraining, which only some of ours look at."""

    def __init__(self, stream: Stream) -> None:
        self._stream, self._drift = stream, Drift(stream.rows)
        self._shares: dict[tuple[int, int], float] = {}

    def untuned(self) -> Mapping[str, Walker]:
        """As they come. Who has no say about it appears with and without our cooldown of four weeks."""
        found = {
            "never": _once(lambda: by_calendar(self._stream, ())),
            "schedule": _once(lambda: walk(self._stream, Every(windows=self._windows(MONTH)))),
            **self._twice("performance", lambda: ErrorAbove(worse_by=0.1)),
            **self._twice("evidently", lambda: DatasetDrift(shares=self._shares)),
        }
        if has_river():
            found |= self._twice("adwin", lambda: Detector(make=adwin(DELTAS[0])))
            found |= self._twice("page_hinkley", lambda: Detector(make=page_hinkley(50.0)))
        return found | {name: self._ours(policy) for name, policy in shipped(self._stream).items()}

    def families(self) -> Mapping[str, Mapping[str, Walker]]:
        """By family and setting, for the past to choose from."""
        found: dict[str, dict[str, Walker]] = {
            "schedule": {f"every {p.days} days": self._every(p) for p in PERIODS},
            "performance": self._settings("worse by", WORSE, lambda worse: ErrorAbove(worse_by=worse)),
            "evidently": self._settings("share", SHARES, lambda share: DatasetDrift(share=share, shares=self._shares)),
            OURS: dict(self._our_settings()),
        }
        if has_river():
            found["adwin"] = self._settings("delta", DELTAS, lambda delta: Detector(make=adwin(delta)))
            found["page_hinkley"] = self._settings(
                "threshold", THRESHOLDS, lambda level: Detector(make=page_hinkley(level))
            )
        return found

    def _windows(self, length: timedelta) -> int:
        return max(1, round(length / self._stream.rows.length))

    def _every(self, period: timedelta) -> Walker:
        return _once(lambda: walk(self._stream, Every(windows=self._windows(period))))

    def _pair(self, make: Callable[[], Trigger]) -> tuple[Walker, Walker]:
        """Without and with our cooldown; each walk has a trigger of its own."""
        spaced = self._windows(MONTH)
        return _once(lambda: walk(self._stream, make())), _once(lambda: walk(self._stream, make(), cooldown=spaced))

    def _twice(self, name: str, make: Callable[[], Trigger]) -> dict[str, Walker]:
        plain, spaced = self._pair(make)
        return {name: plain, f"{name}_cooldown": spaced}

    def _settings(self, word: str, values: Sequence[float], make: Callable[[float], Trigger]) -> dict[str, Walker]:
        found: dict[str, Walker] = {}
        for value in values:
            plain, spaced = self._pair(partial(make, value))
            found |= {f"{word} {value:g}": plain, f"{word} {value:g}, cooldown": spaced}
        return found

    def _our_settings(self) -> Iterator[tuple[str, Walker]]:
        """The default with other numbers in its file."""
        for worse, cooldown in product(OUR_WORSE, OUR_COOLDOWNS):
            text = re.sub(r"worse_than_baseline_by: \S+", f"worse_than_baseline_by: {worse}", catalog.text(DEFAULT))
            text = re.sub(r"cooldown: \S+", f"cooldown: {cooldown}", text)
            yield f"worse by {worse}, cooldown {cooldown}", self._ours(policy_of(text, DEFAULT, self._stream))

    def _ours(self, policy: Policy) -> Walker:
        def go(retrain_cost: float) -> Walk:
            return walk_of(policy, self._stream, retrain_cost=retrain_cost, drift=self._drift)

        if _looks_at_costs(policy):
            return go
        return _once(lambda: go(1.0))


def _looks_at_costs(policy: Policy) -> bool:
    said = policy.model_dump_json(by_alias=True, exclude_none=True)
    return '"regret"' in said or '"expected_gain"' in said


def _once(go: Callable[[], Walk]) -> Walker:
    """For whoever does the same whatever a retraining costs."""
    known: list[Walk] = []

    def remembered(retrain_cost: float) -> Walk:
        if not known:
            known.append(go())
        return known[0]

    return remembered
