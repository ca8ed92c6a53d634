"""Drift by the rank rule: a column alarms when it is stranger than the model's own history, several times in a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.columns import PREDICTION
from domain.signals import SignalState
from monitors.drift import words as words_for
from monitors.drift.asked import lacking, strangers
from monitors.drift.calibrated_reference import (
    CalibratedReference,
    Question,
    calibrate_on,
    columns_of,
    count_window,
    hot_in_a_row,
    merge_windows,
    score_window,
)
from monitors.drift.references import reference_windows, training_windows
from monitors.profiling import summaries_of
from monitors.rank.budget import MIN_WINDOWS, ReportOnly

if TYPE_CHECKING:
    from domain.profiles import Profile
    from domain.signals import Signal
    from monitors.drift.asked import Asked
    from monitors.drift.references import Reference
    from monitors.engines.columns import ColumnSummary
    from monitors.evidence import Evidence
    from monitors.rank.accumulated import Accumulated

# A version's first served windows, so many of them, are what its predictions are held against. The number grows in
# steps: a reference that took in every window at once would take a drift for usual as it begins.
_SERVED = (28, 16, 8)
_ANCHORED = ("training", "same_weekday")
_NO_WINDOWS = f"the reference has no whole window; at least {MIN_WINDOWS} are needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Columns that are calibrated together, and the windows before the one at hand that a run may reach back to.

    `in_sample` says that the reference's predictions are on the rows that the version was trained on.
    """

    reference: CalibratedReference
    words: str | None
    earlier: tuple[Profile, ...]
    in_sample: bool = False


def measure_by_rank(asked: Asked) -> tuple[Signal, ...]:
    """One signal a column: its effect, breached once the column has been hot for the rule's windows in a row."""
    window, reference = columns_of(asked.evidence.profile), _windows(asked)
    if not reference.windows or not asked.evidence.profile.rows:
        known = {*window, *summaries_of(asked.evidence.reference)}
        return asked.all_unknown(known, reference.missing or _NO_WINDOWS, words=reference.words)
    groups = _groups(asked, reference, predicts=PREDICTION in window)
    home = {column: group for group in groups for column in (*group.reference.columns, *group.reference.unbinned)}
    return tuple(
        _of_column(column, asked, home.get(column, groups[0]), window.get(column))
        for column in asked.shown({*window, *home})
    )


def _windows(asked: Asked) -> Reference:
    """By the same weekday, all training windows take part: each is held against those of its own weekday."""
    found = reference_windows(asked.settings, asked.spec, asked.evidence)
    if asked.settings.reference != "same_weekday" or found.missing:
        return found
    return replace(found, windows=training_windows(asked.evidence).windows)


def _groups(asked: Asked, reference: Reference, *, predicts: bool) -> tuple[_Group, ...]:
    """All columns together or, as soon as the version has served enough, its predictions apart from the rest.

    The budget is then halved between the two, so that both together keep it.
    """
    served = _first_served(asked) if predicts else ()
    question, earlier = _question(asked), _in_force(asked.evidence)
    if not served:
        in_sample = asked.settings.reference in _ANCHORED
        everything = calibrate_on(reference.windows, question)
        return (_Group(reference=everything, words=reference.words, earlier=earlier, in_sample=in_sample),)
    alone = asked.columns == (PREDICTION,)
    own = replace(question, columns=(PREDICTION,), share=question.share * (1.0 if alone else 0.5))
    predictions = _Group(
        reference=calibrate_on(served, own),
        words=f"the first {len(served)} windows that {asked.evidence.version} served",
        earlier=tuple(profile for profile in earlier if profile.window.start >= served[-1].window.end),
    )
    if alone:
        return (predictions,)
    others = replace(question, without=frozenset({PREDICTION}), share=question.share / 2)
    rest = _Group(reference=calibrate_on(reference.windows, others), words=reference.words, earlier=earlier)
    return rest, predictions


def _first_served(asked: Asked) -> tuple[Profile, ...]:
    """The version's first windows, once there are enough and predictions are watched; else none."""
    since = asked.evidence.in_force_since
    is_watched = asked.columns is None or PREDICTION in asked.columns
    if since is None or not is_watched or asked.settings.reference not in _ANCHORED:
        return ()
    served = [profile for profile in asked.evidence.preceding if profile.window.start >= since and profile.rows]
    return tuple(served[: next((count for count in _SERVED if len(served) >= count), 0)])


def _in_force(evidence: Evidence) -> tuple[Profile, ...]:
    """The windows before this one that the version in force saw the end of."""
    since = evidence.in_force_since
    return tuple(profile for profile in evidence.preceding if since is None or profile.window.end > since)


def _question(asked: Asked) -> Question:
    unit = asked.spec.window
    return Question(
        columns=asked.columns,
        without=frozenset(),
        unit=unit if isinstance(unit, str) else "rows",
        timezone=asked.spec.timezone,
        by_weekday=asked.settings.reference == "same_weekday",
        budget=asked.settings.budget,
        share=1.0 if asked.settings.together is None else 0.5,
        min_effect=asked.settings.smallest_effect,
    )


def _of_column(column: str, asked: Asked, group: _Group, window: ColumnSummary | None) -> Signal:
    reference, profile = group.reference, asked.evidence.profile
    words = words_for.held_against(group.words, reference, profile.window)
    if column in reference.unbinned:
        return asked.unknown(column, words_for.unbinned(column, reference), words=words)
    if window is None or column not in reference.columns:
        note = lacking(column, window=window is not None, reference=column in reference.columns)
        return asked.unknown(column, note, words=words)
    index, scores = reference.columns.index(column), score_window(reference, profile)
    counts, stratum = count_window(reference, profile), reference.stratum_of(profile.window)
    if why := words_for.why_unknown(index, reference, counts, stratum):
        return asked.unknown(column, why, words=words)
    assert scores is not None
    assert not isinstance(reference.outcome, ReportOnly)
    run = int(hot_in_a_row(reference, reference.outcome, scores, group.earlier)[index])
    together = _together(asked, group)
    if run < reference.outcome.rule.in_a_row and together is not None and together.hot[index]:
        effect, note = float(together.effects[index]), words_for.merged(index, together, asked.settings, reference)
        return asked.answer(
            column, effect, rows=int(counts[index].sum()), words=words, state=SignalState.BREACHED, note=note
        )
    remarks = (
        words_for.verdict(index, scores, run, reference),
        strangers(window, reference.bins[index].kind),
        words_for.caution(column, reference, in_sample=group.in_sample) if run else None,
    )
    return asked.answer(
        column,
        float(scores.effects[index]),
        rows=int(counts[index].sum()),
        words=words,
        state=SignalState.BREACHED if run >= reference.outcome.rule.in_a_row else SignalState.CALM,
        note="; ".join(remark for remark in remarks if remark),
    )


def _together(asked: Asked, group: _Group) -> Accumulated | None:
    """The last windows as one, where that is asked for and there are so many."""
    count = asked.settings.together
    if count is None:
        return None
    recent = (*(profile for profile in group.earlier if profile.rows), asked.evidence.profile)[-count:]
    return merge_windows(group.reference, recent) if len(recent) == count else None
