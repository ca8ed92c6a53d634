"""What a policy may ask of the past, so that a replay keeps and counts no more than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.condition_shapes import every, signals_named
from policies.history_shapes import MinNewLabels
from policies.traffic import TRAFFIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.signals import Signal
    from policies.grammar import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`looks_back_on` are the signals whose earlier values count, `broken` those that count only where breached: of the
    gate, and of the traffic, over which nothing is passed over in silence.

    `labels` says whether it matters how many labels arrived, which may take long to count.
    """

    looks_back_on: frozenset[str]
    broken: frozenset[str]
    labels: bool

    def worth_keeping(self, signals: Sequence[Signal]) -> tuple[Signal, ...]:
        """The signals that later windows may ask for; at least one, so that the window is known to have been."""
        kept = tuple(signal for signal in signals if signal.name in self.looks_back_on)
        return kept or tuple(signals[:1])


def reach(policy: Policy) -> Reach:
    """What the policy's conditions and gates may ask for."""
    gates = policy.gates
    gain = (gates.expected_gain.signal,) if gates.expected_gain else ()
    counts = any(isinstance(condition, MinNewLabels) for condition in every(policy.when))
    return Reach(
        looks_back_on=frozenset((*signals_named(policy.when), *gain)),
        broken=frozenset((*gates.broken_data, *TRAFFIC)),
        labels=counts or gates.min_new_labels is not None,
    )
