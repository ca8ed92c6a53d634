"""The change of a metric by segment: single columns and pairs, each large enough one tested, Holm over them all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monitors.changes.coding import HEAVIEST, OTHER, CodedColumns, code_column, code_pair
from monitors.changes.contrasts import EffectTests, compare, contrast, mean_contrast
from monitors.changes.decomposition import Codes, Floats, SegmentMeans, Terms, segment_means, split_change
from monitors.changes.tables import OverallChange, SegmentChange, SegmentTable
from monitors.changes.testable import NOTHING_VARIES, too_few_clusters, too_few_outside, too_few_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LossRows:
    """One side's rows: a finite loss each, the columns to cut by, and the day or entity that makes rows alike.

    `segments` has a row for each loss, in the same order whatever its index. `clusters` numbers the days or entities
    from 0; None says that rows are independent. Raises ValueError for a length that differs and for other losses.
    """

    losses: Floats
    segments: pd.DataFrame
    clusters: Codes | None = None

    def __post_init__(self) -> None:
        for what, length in (("segments", len(self.segments)), ("clusters", _length(self.clusters))):
            if length not in {None, len(self.losses)}:
                raise ValueError(f"{what}: {length} rows for {len(self.losses)} losses; give one for each")
        if not np.isfinite(self.losses).all():
            raise ValueError("losses: not every one is a finite number; leave rows without one out, and say so")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cut:
    """Both sides cut along the same segments, with all that is known of each."""

    coded: CodedColumns
    before: SegmentMeans
    after: SegmentMeans
    terms: Terms
    tests: EffectTests
    untested: tuple[str | None, ...]


def holm(p_values: npt.ArrayLike) -> Floats:
    """Holm's adjusted p-values, in the order given: the chance of any false finding stays below the level.

    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6(2).

    >>> [round(float(p), 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def overall_change(reference: LossRows, window: LossRows) -> OverallChange:
    """The metric on both sides, and how often chance alone would move it this far.

    Raises ValueError for a side without rows.
    """
    tests = compare(*(mean_contrast(side.losses, side.clusters) for side in (reference, window)))
    note = too_few_clusters(*(_cluster_count(side.clusters) for side in (reference, window)))
    p = None if note or np.isnan(tests.p[0]) else float(tests.p[0])
    return OverallChange(
        before=float(reference.losses.mean()),
        after=float(window.losses.mean()),
        rows_before=len(reference.losses),
        rows_after=len(window.losses),
        p=p,
        note=note or (None if p is not None else NOTHING_VARIES),
    )


def change_by_segment(
    reference: LossRows, window: LossRows, columns: Sequence[str], *, in_pairs: bool = True
) -> tuple[SegmentTable, ...]:
    """A table for each column, then for each pair of them.

    Tested are segments with at least 200 rows on both sides, inside and outside, in at least 7 clusters.
    """
    single = [code_column(name, reference.segments[name], window.segments[name]) for name in columns]
    pairs = [code_pair(first, second) for first, second in combinations(single, 2)] if in_pairs else []
    cuts = [_cut(coded, reference, window) for coded in (*single, *pairs)]
    raw = [cut.tests.p[[note is None for note in cut.untested]] for cut in cuts]
    adjusted = np.split(holm(np.concatenate([*raw, []])), np.cumsum([len(p) for p in raw]))
    return tuple(_table(cut, p) for cut, p in zip(cuts, adjusted[: len(cuts)], strict=True))


def _cut(coded: CodedColumns, reference: LossRows, window: LossRows) -> _Cut:
    segments, sides = len(coded.values), ((reference, coded.reference), (window, coded.window))
    before, after = (segment_means(side.losses, codes, segments) for side, codes in sides)
    contrasts = [contrast(side.losses, codes, segments, side.clusters) for side, codes in sides]
    tests = compare(*contrasts)
    clusters = [
        None if side.clusters is None else found.clusters for (side, _), found in zip(sides, contrasts, strict=True)
    ]
    untested = tuple(
        too_few_rows(before.rows[s], after.rows[s])
        or too_few_outside(before.rows.sum() - before.rows[s], after.rows.sum() - after.rows[s])
        or too_few_clusters(*(None if held is None else int(held[s]) for held in clusters))
        or (NOTHING_VARIES if np.isnan(tests.p[s]) else None)
        for s in range(segments)
    )
    return _Cut(
        coded=coded, before=before, after=after, terms=split_change(before, after), tests=tests, untested=untested
    )


def _table(cut: _Cut, adjusted: Floats) -> SegmentTable:
    p_values = iter(adjusted.tolist())
    return SegmentTable(
        columns=cut.coded.columns,
        mix=float(cut.terms.mix.sum()),
        rate=float(cut.terms.rate.sum()),
        segments=tuple(_segment(cut, s, None if note else next(p_values)) for s, note in enumerate(cut.untested)),
        note=_folded(cut.coded),
    )


def _segment(cut: _Cut, s: int, p: float | None) -> SegmentChange:
    is_tested = p is not None
    return SegmentChange(
        values=cut.coded.values[s],
        rows_before=int(cut.before.rows[s]),
        rows_after=int(cut.after.rows[s]),
        share_before=float(cut.before.shares[s]),
        share_after=float(cut.after.shares[s]),
        mean_before=float(cut.before.means[s]) if cut.before.rows[s] else None,
        mean_after=float(cut.after.means[s]) if cut.after.rows[s] else None,
        mix=float(cut.terms.mix[s]),
        rate=float(cut.terms.rate[s]),
        effect=float(cut.tests.effects[s]) if is_tested else None,
        z=float(cut.tests.z[s]) if is_tested else None,
        p=p,
        note=cut.untested[s],
    )


def _folded(coded: CodedColumns) -> str | None:
    what = " and ".join(coded.columns)
    return f"{coded.folded:,} rarer values of {what} than the heaviest {HEAVIEST} are {OTHER}" if coded.folded else None


def _cluster_count(clusters: Codes | None) -> int | None:
    return None if clusters is None else len(np.unique(clusters))


def _length(clusters: Codes | None) -> int | None:
    return None if clusters is None else len(clusters)
