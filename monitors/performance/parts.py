"""The rows of a window, and of the time before it, cut along the values of one or two columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.models import Segment
from monitors.performance.metrics.answers import Answers, ClassAnswers, ManyScored, NumberAnswers, Places, ScoredAnswers
from monitors.performance.metrics.estimate import Undefined
from monitors.streams.segments import MISSING, NAMED, OTHER, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.performance.metrics.estimate import Codes

Value = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slices:
    """The segments, and for each row of the window, and of those from before, the place of its segment; -1 for none.

    `folded` different values share the last segment, `(other)`; 0: there is none.
    """

    segments: tuple[Segment, ...]
    window: Codes
    before: Codes | None
    folded: int = 0


def slices_of(columns: Sequence[str], window: pd.DataFrame, before: pd.DataFrame | None) -> Slices:
    """The values that most rows of the window have, a hundred at most, by rows and name; the rest is `(other)`.

    Rows without a value are the segment `(missing)`. Values that only the rows from before have make no segment,
    unless there is an `(other)` to hold them.
    """
    codes, values = _coded(window, columns)
    sizes = np.bincount(codes, minlength=len(values))
    ranked = sorted(np.flatnonzero(sizes).tolist(), key=lambda code: (-sizes[code], values[code]))
    named = [values[code] for code in ranked[:NAMED]]
    folded = len(ranked) - len(named)
    keys = [*named, *([(OTHER,) * len(columns)] if folded else [])]
    rest = len(named) if folded else -1
    place = {value: at for at, value in enumerate(named)}
    return Slices(
        segments=tuple(Segment.of(columns, key) for key in keys),
        window=_placed(codes, values, place, rest),
        before=None if before is None else _placed(*_coded(before, columns), place, rest),
        folded=folded,
    )


def split(answers: Answers | Undefined, places: Codes, count: int) -> list[Answers | Undefined]:
    """The answers of each of `count` segments; `places` says of each row of the frame which one it is in."""
    if isinstance(answers, Undefined):
        return [answers] * count
    assert answers.places is not None  # answers taken from a frame know their places in it
    of_answer = places[answers.places]
    order = np.argsort(of_answer, kind="stable")
    bounds = np.searchsorted(of_answer[order], np.arange(count + 1))
    return [_some_of(answers, order[start:end]) for start, end in pairwise(bounds)]


def _some_of(answers: Answers, kept: Places) -> Answers:
    """Some of the rows, by their places among the answers."""
    days = None if answers.days is None else np.unique(answers.days[kept], return_inverse=True)[1]
    places = None if answers.places is None else answers.places[kept]
    match answers:
        case NumberAnswers():
            numbers, said = answers.labels[kept], answers.predictions[kept]
            return replace(answers, labels=numbers, predictions=said, days=days, places=places)
        case ClassAnswers():
            labels, predictions = answers.labels[kept], answers.predictions[kept]
            return replace(answers, labels=labels, predictions=predictions, days=days, places=places)
        case ScoredAnswers():
            positive, scores = answers.positive[kept], answers.scores[kept]
            return replace(answers, positive=positive, scores=scores, days=days, places=places)
        case ManyScored():
            labels, scores = answers.labels[kept], answers.scores[kept]
            return replace(answers, labels=labels, scores=scores, days=days, places=places)


def _placed(codes: Codes, values: Sequence[Value], place: Mapping[Value, int], rest: int) -> Codes:
    return np.array([place.get(value, rest) for value in values], dtype=np.int64)[codes]


def _coded(rows: pd.DataFrame, columns: Sequence[str]) -> tuple[Codes, list[Value]]:
    """A number for each row, and the texts that each number stands for."""
    codes: Codes = np.zeros(len(rows), dtype=np.int64)
    values: list[Value] = [()]
    for column in columns:
        more, texts = _texts(rows, column)
        found, codes = np.unique(codes * len(texts) + more, return_inverse=True)
        values = [(*values[both // len(texts)], texts[both % len(texts)]) for both in found.tolist()]
    return codes, values


def _texts(rows: pd.DataFrame, column: str) -> tuple[Codes, list[str]]:
    """Each row's value as a segment names it; values that read the same are the same."""
    if column not in rows:
        return np.zeros(len(rows), dtype=np.int64), [MISSING]
    codes, values = pd.factorize(rows[column], use_na_sentinel=True)
    texts = [*(value_text(value) for value in pd.Index(values).tolist()), MISSING]
    known = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    code_of = np.array([known[text] for text in texts], dtype=np.int64)
    return code_of[codes], list(known)
