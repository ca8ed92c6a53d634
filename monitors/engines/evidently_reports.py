"""Evidently's own opinion of a window against its reference: signals, and an HTML report. Its only importer."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.errors import EvidenceUnavailable
from monitors.engines.dtypes import Kind, NormalColumn, normalise

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_TAKEN = (Kind.NUMBERS, Kind.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidentlyReport:
    """Where the report lies and what it says.

    `drifted_columns` and `share_of_drifted` (of the columns that were compared, 0 to 1) are Evidently's own opinion,
    by its default tests and thresholds. `left_out` names each column that it cannot take, and why.
    """

    path: Path
    drifted_columns: tuple[str, ...]
    share_of_drifted: float
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnOpinion:
    """Evidently's score of one column by the test that it chose, against the threshold of that test."""

    name: str
    test: str
    score: float
    threshold: float
    is_p_value: bool
    has_drifted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftOpinion:
    """What the drift preset says; `share` of the columns that were compared have drifted, None if there was none.

    `left_out` names each column that Evidently cannot take or gave no finite score, and why.
    """

    columns: tuple[ColumnOpinion, ...]
    share: float | None
    left_out: tuple[tuple[str, str], ...]


def judge_drift(reference: pd.DataFrame, current: pd.DataFrame) -> DriftOpinion:
    """Evidently's drift preset on all columns of either frame; the frames stay as they are."""
    pairs, kinds, left_out = _sorted_out(reference, current)
    if not kinds:
        return DriftOpinion(columns=(), share=None, left_out=left_out)
    with _quietly():
        snapshot = _run(_frame(pairs, kinds, 0), _frame(pairs, kinds, 1), kinds, with_summary=False)
    drifts = _by_type(snapshot.dict()["metrics"])["ValueDrift"]
    scored = tuple(_column_opinion(metric) for metric in drifts if math.isfinite(metric["value"]))
    unscored = tuple(
        (m["config"]["column"], "Evidently gave no number") for m in drifts if not math.isfinite(m["value"])
    )
    share = sum(column.has_drifted for column in scored) / len(scored) if scored else None
    return DriftOpinion(columns=scored, share=share, left_out=(*left_out, *unscored))


def write_report(reference: pd.DataFrame, current: pd.DataFrame, target: Path) -> EvidentlyReport:
    """Write data drift and data summary of all columns that both frames have, as one self-contained HTML file.

    The frames stay as they are; infinite numbers count as missing. Makes the target's folder where there is none.
    Raises EvidenceUnavailable when there is no column that Evidently could compare.
    """
    pairs, kinds, left_out = _sorted_out(reference, current)
    if not kinds:
        said = "; ".join(f"{column}: {why}" for column, why in left_out) or "there are no columns"
        raise EvidenceUnavailable(f"{target}: Evidently has nothing to compare ({said}); give it rows with values")
    with _quietly():
        snapshot = _run(_frame(pairs, kinds, 0), _frame(pairs, kinds, 1), kinds, with_summary=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        snapshot.save_html(str(target))
    drifted, share = _opinion(snapshot.dict()["metrics"])
    return EvidentlyReport(path=target, drifted_columns=drifted, share_of_drifted=share, left_out=left_out)


def _sorted_out(
    reference: pd.DataFrame, current: pd.DataFrame
) -> tuple[dict[str, Any], dict[str, Kind], tuple[tuple[str, str], ...]]:
    """Both sides of every column, what those are that Evidently can take, and why it cannot take the others."""
    columns = list(dict.fromkeys([*reference.columns, *current.columns]))
    pairs = {column: (_normal(reference, column), _normal(current, column)) for column in columns}
    reasons = {column: _why_left_out(*pair) for column, pair in pairs.items()}
    kinds = {column: current.kind for column, (_, current) in pairs.items() if current and not reasons[column]}
    return pairs, kinds, tuple((str(column), why) for column, why in reasons.items() if why)


def _normal(frame: pd.DataFrame, column: str) -> NormalColumn | None:
    return normalise(frame[column]) if column in frame.columns else None


def _why_left_out(reference: NormalColumn | None, current: NormalColumn | None) -> str | None:
    """Why Evidently cannot take a column, if it cannot: each of these would make it raise."""
    for side, column in (("reference rows", reference), ("current rows", current)):
        if column is None:
            return f"the {side} have no such column"
        if column.kind not in _TAKEN:
            return f"the column holds {column.kind} in the {side}; Evidently compares numbers and text"
    if reference and current and reference.kind is not current.kind:
        return f"the column holds {reference.kind} in the reference rows and {current.kind} in the current rows"
    return None


def _frame(pairs: dict[str, Any], kinds: dict[str, Kind], side: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({column: pairs[column][side].values for column in kinds})


def _run(reference: pd.DataFrame, current: pd.DataFrame, kinds: dict[str, Kind], *, with_summary: bool) -> Any:
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset, DataSummaryPreset

    definition = DataDefinition(
        numerical_columns=[column for column, kind in kinds.items() if kind is Kind.NUMBERS],
        categorical_columns=[column for column, kind in kinds.items() if kind is Kind.TEXT],
    )
    sides = [Dataset.from_pandas(frame, data_definition=definition) for frame in (current, reference)]
    return Report([DataDriftPreset(), *([DataSummaryPreset()] if with_summary else [])]).run(*sides)


def _opinion(metrics: list[dict[str, Any]]) -> tuple[tuple[str, ...], float]:
    """The columns whose test says drift, and their share.

    A p-value speaks for drift below its threshold, a distance at or above it.
    """
    by_type = _by_type(metrics)
    drifted = tuple(m["config"]["column"] for m in by_type["ValueDrift"] if _has_drifted(m["config"], m["value"]))
    return drifted, float(by_type["DriftedColumnsCount"][0]["value"]["share"])


def _by_type(metrics: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    by_type: dict[str, list[dict[str, Any]]] = {}
    for metric in metrics:
        by_type.setdefault(metric["config"]["type"].rsplit(":", 1)[-1], []).append(metric)
    return by_type


def _column_opinion(metric: dict[str, Any]) -> ColumnOpinion:
    config, score = metric["config"], float(metric["value"])
    return ColumnOpinion(
        name=config["column"],
        test=config["method"],
        score=score,
        threshold=float(config["threshold"]),
        is_p_value=config["method"].endswith("p_value"),
        has_drifted=_has_drifted(config, score),
    )


def _has_drifted(config: dict[str, Any], score: float) -> bool:
    below = score < config["threshold"]
    return bool(below if config["method"].endswith("p_value") else not below)


@contextmanager
def _quietly() -> Iterator[None]:
    """Evidently without the warnings that are about its own insides.

    Importing it touches names that numpy and litestar, the web framework of its user interface, have deprecated.
    Running it divides by the standard deviation of constant columns and by the count of categories that are new.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, message="numpy.core is deprecated")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"litestar\.")
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        yield
