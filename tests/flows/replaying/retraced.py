"""Some weeks of the demo, really lived and then replayed, in a process of their own.

`python -m tests.flows.replaying.retraced FOLDER` prints both as JSON: when was retrained and what the trial said.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from domain.costs import Costs
from domain.windows import Window
from driftwarden.demo.clock import HISTORY, tick
from driftwarden.demo.flights import read_flights
from driftwarden.demo.folder import MODEL, prepare
from driftwarden.demo.service import Service
from flows.due.adopting import adopt
from flows.replaying.beginning import full_course
from flows.worlds import opened, watch_over
from policies.grammar import Policy
from policies.replay.play import play
from tests.flows import rounds

if TYPE_CHECKING:
    from flows.watch import Watch

EVERY, WEEKS = 48, 24
POLICY = Policy.model_validate(
    {
        "name": "retraced",
        "when": {
            "any": [
                {"signal": "mae", "worse_than_baseline_by": "10%", "sustained": {"windows": 2, "of": 3}},
                {"follow_up": {"after": "28d"}},
            ]
        },
        "then": {"retrain": {"training_window": {"kind": "expanding"}}},
        "gates": {"broken_data": ["missing_share", "row_count"], "cooldown": "4w", "min_new_labels": 1000},
    }
)


def lived_and_replayed(project: Path) -> dict[str, list[list[str]]]:
    """The same weeks twice: by the flows' own rounds with an approver, and by a full replay over what they logged."""
    with opened(prepare(project)) as (read, world):
        watch = replace(watch_over(read.model(MODEL), read, world), policy=POLICY)
        service = Service(read_flights(every=EVERY), project, world, MODEL)
        service.record_history(HISTORY.end)
        adopt(watch, HISTORY, HISTORY.end)
        for number in range(1, WEEKS + 1):
            service.serve(Window(start=tick(number - 1), end=tick(number)))
            rounds.go_round(watch, tick(number))
        return {"lived": _lived(watch), "replayed": _replayed(watch)}


def _lived(watch: Watch) -> list[list[str]]:
    decided = {decision.id: decision for decision in watch.ledger.decisions.of(watch.model)}
    orders = {run.id: watch.ledger.orders.get(run.order) for run in watch.ledger.runs.of(watch.model)}
    tried = {candidate.id: candidate for candidate in watch.ledger.candidates.of(watch.model)}
    found = []
    for verdict in watch.ledger.verdicts.of(watch.model):
        decision = decided[orders[str(tried[verdict.candidate].training_run)].decision]
        found.append([decision.decided_at.isoformat(), decision.because, " ".join(verdict.reasons)])
    return found


def _replayed(watch: Watch) -> list[list[str]]:
    end = tick(WEEKS)
    costs = Costs(retraining=1.0, error=1.0)
    with full_course(watch, [watch.policy], None, approval_lag=timedelta(hours=1), costs=costs, as_of=end) as course:
        retrainings = play(watch.policy, course).retrainings
        return [[r.decision.decided_at.isoformat(), r.decision.because, r.trained.because] for r in retrainings]


if __name__ == "__main__":
    print(json.dumps(lived_and_replayed(Path(sys.argv[1]))))  # noqa: T201 - it is read by the test that starts it
