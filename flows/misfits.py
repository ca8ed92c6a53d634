"""What a policy asks of a model that the model's file does not give: found by `check`, not by a year of silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.table import MONITORS, signal_names
from policies.condition_shapes import signal_conditions
from policies.known_keys import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.documents import ModelDocument
    from policies.grammar import Policy


def misfits(document: ModelDocument, policy: Policy) -> Iterator[str]:
    """One sentence for each signal that the policy names and the model never has, or never has in time."""
    measured = signal_names(document.monitoring)
    conditions = tuple(signal_conditions(policy.when))
    for name in dict.fromkeys(condition.signal for condition in conditions):
        if name not in measured:
            yield f"it reads the signal {name}, which this model does not measure; {_hint(name, measured)}"
    if document.monitoring.quiet_for and document.log.columns.logged_at is None:
        yield "monitoring.quiet_for waits for rows to be logged; name their moment under log.columns.logged_at"
    for name in policy.gates.broken_data:
        if name not in {*MONITORS, *measured}:
            yield f"its gate broken_data names {name}, which no monitor measures; {_hint(name, measured)}"


def _hint(name: str, measured: frozenset[str]) -> str:
    near = nearest(name, tuple(sorted(measured)))
    return f"did you mean {near}?" if near else f"it measures {', '.join(sorted(measured))}"
