"""What changed, in two sentences, for every decision that people are going to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.columns import LABEL, PREDICTION, TIME, VERSION, features_of
from domain.decisions import Action, Reason
from domain.errors import EvidenceUnavailable
from domain.profiles import FROM_LOG
from domain.windows import Window
from flows.due.judging import order_behind, score
from flows.due.references import reference_of, reference_samples
from monitors.changes.slices import LossRows
from monitors.changes.swap_in import SwapIn, swap_in
from monitors.changes.what_changed import explain_change
from monitors.engines.dtypes import Kind
from monitors.profiling import summaries_of
from monitors.streams.sampling import draw
from trials.losses import LOSSES

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from domain.profiles import Profile
    from domain.training import Candidate
    from flows.watch import Watch

_WEEK = timedelta(days=6, hours=23)
_ROWS_SWAPPED = 2000
_MOST_VALUES, _MOST_COLUMNS = 50, 6
_WORTH_IT = frozenset(Action) - {Action.NOTHING}


def what_changed(watch: Watch, decision: Decision, now: datetime) -> Decision:
    """The decision with a sentence on where the error moved and one on which input moves the prediction.

    As it is, when it is one that nobody reads, and when log or artifact cannot be read. What else goes wrong is said in
    their place, by its kind alone, as its words may repeat rows: the decision does not wait for its explanation.
    """
    if decision.action not in _WORTH_IT and decision.reason is not Reason.HELD_BACK:
        return decision
    try:
        return replace(decision, what_changed=_sentences(watch, decision.window, now))
    except EvidenceUnavailable:
        return decision
    except Exception as error:  # noqa: BLE001 (what is due because of the decision must not hang on an explanation)
        met = type(error).__name__
        return replace(decision, what_changed=(f"What changed is not known, because finding it out raised {met}.",))


def _sentences(watch: Watch, window: Window, now: datetime) -> tuple[str, ...]:
    champion = watch.champion_of(window)
    seen = {p.window: p for p in watch.ledger.profiles.from_origin(watch.model, FROM_LOG, within=window)}
    reference = reference_of(watch, champion.version)
    if window not in seen or reference is None:
        return ()
    columns = _cut_by(watch, reference)
    after = watch.log.read(window, as_of=now, columns=(VERSION, PREDICTION, LABEL, *columns))
    if VERSION in after:
        after = after[after[VERSION] == champion.version]
    before = _before(watch, champion, window, after, now)
    by_day = window.duration >= _WEEK
    changed = explain_change(
        _losses(watch, before, columns, by_day=by_day),
        _losses(watch, after, columns, by_day=by_day),
        columns,
        metric=LOSSES[watch.document.loss].metric,
        unit=watch.document.unit or None,
        inputs=_swapped(watch, champion, seen[window], reference),
        prediction_unit=watch.document.unit or None,
    )
    return changed.sentences


def _cut_by(watch: Watch, reference: Profile) -> tuple[str, ...]:
    """The columns that make segments; where the file names none, up to six features of few texts each."""
    named = dict.fromkeys(column for columns in watch.document.monitoring.sliced_by for column in columns)
    summaries = summaries_of(reference)
    few = [
        c for c in features_of(summaries) if summaries[c].kind is Kind.TEXT and len(summaries[c].items) <= _MOST_VALUES
    ]
    return tuple(named) or tuple(sorted(few, key=lambda c: (len(summaries[c].items), c))[:_MOST_COLUMNS])


def _before(watch: Watch, champion: Candidate, window: Window, after: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Labelled rows on which the champion did as it promised: those of its trial or, for the first, those it served."""
    if champion.training_run is not None:
        order = order_behind(watch, champion)
        rows = watch.log.read(order.hold_out, as_of=order.ordered_at)
        return rows.assign(**{PREDICTION: score(watch, champion.artifact, rows)}) if len(rows) else rows
    since = watch.served_at_the_end_of(window).promoted_at
    if since >= window.start:
        return after.iloc[:0]
    return watch.log.read(Window(start=since, end=window.start), as_of=now, columns=tuple(after.columns))


def _losses(watch: Watch, rows: pd.DataFrame, columns: tuple[str, ...], *, by_day: bool) -> LossRows:
    """The rows that have both prediction and label; a week's by calendar day, because rows of a day are alike.

    In a shorter window there are too few days to tell, and rows count one by one.
    """
    labelled = rows[rows[LABEL].notna() & rows[PREDICTION].notna()]
    losses = np.asarray(LOSSES[watch.document.loss].per_row(labelled[LABEL], labelled[PREDICTION]), dtype=float)
    finite = np.isfinite(losses)
    labelled, losses = labelled[finite], losses[finite]
    days = labelled[TIME].dt.tz_convert(watch.document.monitoring.timezone).dt.date
    present = [column for column in columns if column in labelled]
    clusters = pd.factorize(days)[0] if by_day else None
    return LossRows(losses=losses, segments=labelled[present], clusters=clusters)


def _swapped(watch: Watch, champion: Candidate, seen: Profile, reference: Profile) -> tuple[SwapIn, ...]:
    """Each feature swapped into rows of the reference; nothing for classes, which have no mean."""
    kept = reference_samples(watch, champion.version)
    if watch.document.monitoring.task != "regression" or not kept:
        return ()
    rows = draw(pd.concat(kept, ignore_index=True), _ROWS_SWAPPED)
    window, usual = summaries_of(seen), summaries_of(reference)
    columns = [column for column in features_of(rows.columns) if column in window and column in usual]

    def predict(changed: pd.DataFrame) -> np.ndarray:
        return score(watch, champion.artifact, changed)

    return swap_in(rows, predict, window, usual, columns, 0)
