"""What a gate looks at."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.decisions import Trace
from policies.evidence import Evidence
from policies.grammar import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """An action is about to be taken: by which policy, on what evidence, with what answer to its condition."""

    policy: Policy
    evidence: Evidence
    trace: Trace


Gate = Callable[[Situation], str | None]
