"""Watch a new champion with the old one in its shadow; confirm it, or put the old one back."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adapters import notices
from domain.approvals import Probation, ProbationState, Promotion
from domain.columns import LABEL, VERSION
from domain.windows import Window
from flows.due.judging import paired, score
from flows.due.spans import labelled_until
from trials.probation import daily_harm, stand

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np

    from flows.watch import Watch


def end_probations(watch: Watch, now: datetime) -> None:
    """Judge every promotion of the model that is still on probation; record its end when there is one."""
    for promotion in watch.ledger.promotions.on_probation(watch.model):
        _look(watch, promotion, now)


def _look(watch: Watch, promotion: Promotion, now: datetime) -> None:
    """A roll-back that was killed before its probation was closed is judged again as of its own moment."""
    back = next((p for p in watch.ledger.promotions.of(watch.model) if p.rolls_back == promotion.id), None)
    at = back.promoted_at if back else now
    successor = _successor(watch, promotion, at)
    ends_at = promotion.promoted_at + watch.document.probation.lasts
    if successor is not None:
        ends_at = min(ends_at, successor.promoted_at)
    until = min(_midnight(labelled_until(watch, at), watch.document.monitoring.timezone), ends_at)
    if until <= promotion.promoted_at:
        return
    harm = _daily_harm(watch, promotion, Window(start=promotion.promoted_at, end=until))
    margin = watch.document.probation.margin * (promotion.promised or 0.0)
    found = stand(harm, margin=margin, ended=labelled_until(watch, at) >= ends_at)
    if found.state is ProbationState.ROLLED_BACK and successor is not None:
        because = f"Not rolled back, {successor.to_version} had replaced it by then; otherwise: {found.because}"
        _end(watch, promotion, ProbationState.NOT_CONFIRMED, because, at)
    elif found.state is not None:
        _end(watch, promotion, found.state, found.because, at)


def _midnight(at: datetime, timezone: str) -> datetime:
    """The last local midnight by then: harm is judged by whole days."""
    local = at.astimezone(ZoneInfo(timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _successor(watch: Watch, promotion: Promotion, at: datetime) -> Promotion | None:
    """What replaced the promoted version by then, other than its own roll-back."""
    promotions = watch.ledger.promotions.of(watch.model)
    later = [p for p in promotions if promotion.promoted_at < p.promoted_at <= at and p.rolls_back != promotion.id]
    return min(later, key=lambda p: p.promoted_at, default=None)


def _daily_harm(watch: Watch, promotion: Promotion, window: Window) -> np.ndarray:
    candidates = watch.ledger.candidates
    old = candidates.of_version(watch.model, str(promotion.from_version))
    new = candidates.of_version(watch.model, promotion.to_version)
    rows = watch.log.read(window, as_of=window.end + watch.document.monitoring.labels_mature_after)
    served = rows[VERSION] == promotion.to_version if VERSION in rows else True
    rows = rows[rows[LABEL].notna() & served].reset_index(drop=True)
    if rows.empty:
        return daily_harm(paired(watch, rows, rows[LABEL].to_numpy(float), rows[LABEL].to_numpy(float)))
    return daily_harm(paired(watch, rows, score(watch, old.artifact, rows), score(watch, new.artifact, rows)))


def _end(watch: Watch, promotion: Promotion, state: ProbationState, because: str, now: datetime) -> None:
    """A roll-back changes the registry and records the new promotion before the probation is closed."""
    probation = Probation(promotion=promotion.id, model=watch.model, state=state, because=because, ended_at=now)
    promoted = watch.ledger.candidates.of_version(watch.model, promotion.to_version)
    thread = notices.incident_of(watch.ledger, promoted)
    if state is ProbationState.ROLLED_BACK:
        put_back(watch, promotion, probation, thread=thread)
    watch.ledger.probations.record(probation, tell=notices.probation_ended(probation, promotion, thread=thread))


def put_back(watch: Watch, promotion: Promotion, probation: Probation, *, thread: str) -> Promotion:
    """Put the version before a promotion back in force, as of the probation's end; registry first, then the ledger."""
    old = watch.ledger.candidates.of_version(watch.model, str(promotion.from_version))
    before = [p for p in watch.ledger.promotions.of(watch.model) if p.to_version == old.version]
    watch.world.registry.put_in_force(watch.model, old.version, old.artifact)
    back = Promotion(
        model=watch.model,
        from_version=promotion.to_version,
        to_version=old.version,
        approval=None,
        promised=before[-1].promised if before else None,
        promoted_at=probation.ended_at,
        rolls_back=promotion.id,
    )
    return watch.ledger.promotions.record(back, tell=notices.rolled_back(back, probation, thread=thread))
