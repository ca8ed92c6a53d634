"""Unseen categories: texts that the reference never had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.engines.dtypes import Kind
from monitors.evidence import NO_ROWS
from monitors.profiling import summaries_of, watched_columns
from monitors.quality.shares import least_values
from monitors.rare_values import NAMED_FROM

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.columns import ColumnSummary
    from monitors.entries import UnseenCategories
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "unseen_categories"
_NAMED = 3
_RARE = f"that come fewer than {NAMED_FROM} times each"


def measure_unseen_categories(settings: UnseenCategories, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`unseen_categories` of each column of text: the share of the window's texts that the reference never had.

    Exact while both sides have up to several hundred different texts, told apart by their first 128 characters. With
    more of them in the reference the share is an upper bound, with more in the window a lower one, as the note says:
    it is unknown unless the bound decides. Unknown, too, without a reference and where one text would breach.
    """
    window, reference = summaries_of(evidence.profile), summaries_of(evidence.reference)
    known = reference if evidence.reference else window
    columns = settings.columns or tuple(
        column for column in watched_columns(None, window, known) if column in known and known[column].kind is Kind.TEXT
    )
    if not evidence.profile.rows or evidence.reference is None:
        note = "there is no reference to compare with" if evidence.profile.rows else NO_ROWS
        return tuple(_unknown(column, note, settings, evidence) for column in columns or (None,))
    return tuple(
        _of_column(column, window.get(column), reference.get(column), settings, evidence) for column in columns
    )


def _of_column(
    column: str,
    window: ColumnSummary | None,
    reference: ColumnSummary | None,
    settings: UnseenCategories,
    evidence: Evidence,
) -> Signal:
    if reference is None or reference.kind is not Kind.TEXT:
        held = f"holds {reference.kind} in" if reference else "is missing from"
        no_text = f"{column} {held} the reference; categories are text"
        return _unknown(column, no_text, settings, evidence)
    texts, needed = window.texts if window else 0, least_values(settings.above)
    if window is None or texts < needed:
        too_few = f"{texts} texts in the window; {needed} are needed to tell a share of {settings.above:.3g}"
        return _unknown(column, too_few, settings, evidence)
    new = {text: count for text, count in window.items.items() if text not in reference.items}
    share, note = _share(new, window, reference, settings.above)
    return evidence.judge(
        _NAME,
        share,
        settings.above,
        subject=column,
        reference=evidence.reference_in_words,
        rows=texts,
        note="; ".join(part for part in (note, _names(new, is_certain=_is_whole(reference))) if part) or None,
    )


def _share(
    new: dict[str, int], window: ColumnSummary, reference: ColumnSummary, above: float
) -> tuple[float | None, str | None]:
    """The share, or a bound that is enough to decide, with what to know about it."""
    if _is_whole(window) and _is_whole(reference):
        return sum(new.values()) / window.texts, None
    if _is_whole(window):
        at_most = sum(new.values()) / window.texts
        words = f"at most {at_most:.3g}: the reference has more different texts than its sketch keeps"
        return (at_most if at_most <= above else None), words
    if not _is_whole(reference):
        return None, "window and reference have more different texts than their sketches keep"
    seen = sum(count for text, count in window.items.items() if text in reference.items)
    at_least = max(0.0, 1 - seen / window.texts)
    words = f"at least {at_least:.3g}: the window has more different texts than its sketch keeps"
    return (at_least if at_least > above else None), words


def _is_whole(column: ColumnSummary) -> bool:
    """Whether the sketch kept every text with its exact count, and not only the frequent ones.

    Counts that were thinned out no longer add up. Numbers among text may be counted as texts, too.
    """
    return sum(column.items.values()) in {column.texts, column.texts + column.numbers}


def _names(new: dict[str, int], *, is_certain: bool) -> str | None:
    if not new:
        return None
    shared = [(text, count) for text, count in new.items() if count >= NAMED_FROM][:_NAMED]
    named = ", ".join(f"{text!r} ({count} times)" for text, count in shared)
    others = len(new) - len(shared)
    more = f"{' and ' if shared else ''}{others} {'more' if shared else _RARE}" if others else ""
    return f"{'new' if is_certain else 'perhaps new'}: {named}{more}"


def _unknown(column: str | None, note: str, settings: UnseenCategories, evidence: Evidence) -> Signal:
    rows, reference = evidence.profile.rows, evidence.reference_in_words
    return evidence.judge(_NAME, None, settings.above, subject=column, reference=reference, rows=rows, note=note)
