"""How a model stood at every moment that changed it, told from the ledger's nouns afterwards.

All of `domain.board.Standing` but the signals, the outbox and the beats of flows: the ledger keeps no moment at which
a signal was measured, and of the outbox and the flows it keeps how they stand now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import accumulate, groupby, zip_longest
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from domain.answers import decided_by, was_approved
from domain.approvals import Closing, RequestState
from domain.board import NOTHING, Counted, DecisionsMade, InForce, Standing, Waiting, kind_of
from domain.endings import settled, settled_as
from domain.silences import as_lifted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.approvals import ApprovalRequest, Question
    from domain.ports import Ledger

# From each moment on, what one field of a Standing held; by time.
_Track = Iterable[tuple[datetime, tuple[Any, ...]]]


def standings(ledger: Ledger, model: str, *, seen_at: datetime | None = None) -> Iterator[tuple[datetime, Standing]]:
    """Each moment at which something about the model changed, and how it stood from then on; by time.

    `seen_at` is another moment at which the model was already there, if there is one. A request of which the ledger
    does not tell when it was closed is left out.
    """
    tracks: dict[str, _Track] = {
        "signals": [(seen_at, ())] if seen_at else [],
        "decisions": _decisions(ledger, model),
        "trainings": _counted(model, ((run.ended_at, run.state) for run in ledger.runs.of(model) if run.ended_at)),
        "costs": _costs(ledger, model),
        "promotions": _counted(model, ((each.promoted_at, kind_of(each)) for each in ledger.promotions.of(model))),
        "champions": _champions(ledger, model),
        "judged": _counted(model, ((verdict.judged_at, verdict.outcome) for verdict in ledger.verdicts.of(model))),
        "verdicts": [(verdict.judged_at, (verdict,)) for verdict in ledger.verdicts.of(model)],
        "silences": _silences(ledger, model),
        **_requests(ledger, model),
    }
    changes = [(at, field, rows) for field, track in tracks.items() for at, rows in track]
    # A Standing knows its models by its rows; with this one it knows the model even where nothing else is told of it.
    standing = replace(NOTHING, silences=(Counted(model, "active", 0),))
    for at, together in groupby(sorted(changes, key=itemgetter(0)), key=itemgetter(0)):
        changed: dict[str, Any] = {field: rows for _, field, rows in together}
        standing = replace(standing, **changed)
        yield at, standing


def _counted(model: str, events: Iterable[tuple[datetime, str]]) -> _Track:
    counts: Counter[str] = Counter()
    for at, what in sorted(events):
        counts[str(what)] += 1
        yield at, tuple(Counted(model, kind, times) for kind, times in sorted(counts.items()))


def _decisions(ledger: Ledger, model: str) -> _Track:
    made: dict[tuple[str, str, str], DecisionsMade] = {}
    for decision in sorted(ledger.decisions.of(model), key=attrgetter("decided_at")):
        alike = model, decision.action.value, decision.reason.value
        kept, window = made.get(alike), decision.window
        if kept and kept.window.end >= window.end:
            window = kept.window
        times = kept.times + 1 if kept else 1
        made[alike] = DecisionsMade(*alike, times=times, decided_at=decision.decided_at, window=window)
        yield decision.decided_at, tuple(made[each] for each in sorted(made))


def _costs(ledger: Ledger, model: str) -> _Track:
    spent = sorted((run.ended_at or run.launched_at, run.cost) for run in ledger.runs.of(model))
    totals = accumulate(cost for _, cost in spent)
    return [(at, (Counted(model, "cost", total),)) for (at, _), total in zip(spent, totals, strict=True)]


def _champions(ledger: Ledger, model: str) -> _Track:
    """Each champion twice where a probation of its own ends: with it, and without."""
    ends = {probation.promotion: probation.ended_at for probation in ledger.probations.of(model)}
    changes = sorted(ledger.promotions.of(model), key=attrgetter("promoted_at"))
    for change, later in zip_longest(changes, changes[1:]):
        champion = InForce(model, change.to_version, change.promoted_at, is_on_probation=False)
        is_tried = change.from_version is not None and change.rolls_back is None
        yield change.promoted_at, (champion._replace(is_on_probation=is_tried),)
        ended_at = ends.get(change.id)
        if is_tried and ended_at and (later is None or ended_at < later.promoted_at):
            yield ended_at, (champion,)


def _requests(ledger: Ledger, model: str) -> dict[str, _Track]:
    entered = {entry.entered.about: entry.entered.at for entry in ledger.audit.entries(model)}
    asked, answered = [], []
    for question in ledger.requests.questions(model):
        ended_at = _ended_at(question, entered)
        if question.state is RequestState.PENDING or ended_at:
            asked.append((question.request, ended_at))
        if ended_at:
            ended_as = settled_as(question.state, was_approved=was_approved(question))
            ((_, answer, _),) = settled([Counted(model, ended_as.value, 1)])
            answered.append((ended_at, answer))
    return {"waiting": _waiting(model, asked), "answers": _counted(model, answered)}


def _ended_at(question: Question, entered: dict[str, datetime]) -> datetime | None:
    """When it was settled; None while it waits, and where the audit has no entry of its closing."""
    request, state = question.request, question.state
    if state is RequestState.PENDING:
        return None
    answer = decided_by(question)
    closing = Closing(request=request.id, model=request.model, state=state, closed_at=request.expires_at)
    return answer.answered_at if answer else entered.get(closing.id)


def _waiting(model: str, asked: Iterable[tuple[ApprovalRequest, datetime | None]]) -> _Track:
    starts = [(request.asked_at, 1, request) for request, _ in asked]
    ends = [(ended_at, -1, request) for request, ended_at in asked if ended_at]
    open_: Counter[tuple[datetime, datetime]] = Counter()
    for at, step, request in sorted([*starts, *ends], key=itemgetter(0)):
        open_[request.asked_at, request.expires_at] += step
        open_ = +open_
        oldest, first = min(open_, default=None), min((expires_at for _, expires_at in open_), default=None)
        yield at, (Waiting(model, open_.total(), oldest[0], first),) if oldest and first else ()


def _silences(ledger: Ledger, model: str) -> _Track:
    muted = as_lifted(ledger.silences.of(model), ledger.silences.liftings(model))
    moments = {silence.created_at for silence in muted} | {silence.until for silence in muted}
    for at in sorted(moments):
        in_force = {silence.signal for silence in muted if silence.created_at <= at < silence.until}
        yield at, (Counted(model, "active", len(in_force)),)
