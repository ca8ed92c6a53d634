"""To which incident and to which training a notice belongs."""

from domain.ports import Ledger
from domain.training import Candidate


def incident_of(ledger: Ledger, candidate: Candidate) -> str:
    """The decision that began it all: candidate, training run, order, decision; reads three rows.

    A candidate that no training of ours made (a first champion) is its own incident. Raises Unheard for a
    candidate whose run or order the ledger does not hold.
    """
    if candidate.training_run is None:
        return candidate.id
    run = ledger.runs.get(candidate.training_run)
    return ledger.orders.get(run.order).decision


def run_behind(ledger: Ledger, candidate: Candidate) -> str | None:
    """The trainer's own name for the run that a candidate came from; None for one that no training of ours made."""
    return ledger.runs.get(candidate.training_run).reference if candidate.training_run else None
