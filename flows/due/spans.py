"""Between which moments a model's labels can be trusted to be complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from flows.watch import Watch


def labelled_from(watch: Watch) -> datetime:
    """Where the model's known history begins: at the start of its first champion's training data."""
    first = min(watch.ledger.promotions.of(watch.model), key=lambda promotion: promotion.promoted_at)
    return watch.ledger.candidates.of_version(watch.model, first.to_version).trained_on.start


def labelled_until(watch: Watch, now: datetime) -> datetime:
    """Up to where labels have had their time to arrive by `now`."""
    return now - watch.document.monitoring.labels_mature_after
