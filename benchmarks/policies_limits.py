"""Figures over all worlds, and whether the shipped default keeps what is promised of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from benchmarks.policies_figures import AS_MANY, BEST_SCHEDULE, ORACLE
from benchmarks.policies_ours import DEFAULT

Worlds = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]
HINDSIGHT = (ORACLE, BEST_SCHEDULE, AS_MANY)
_TIE = 1e-9


def mean_excess(worlds: Worlds) -> dict[str, float]:
    """By policy, over worlds and cost levels alike, the lowest first; what knows the future is left out."""
    cells = list(_cells(worlds))
    names = [name for name in cells[0][2] if name not in HINDSIGHT] if cells else []
    means = {name: float(np.mean([cell[name]["excess"] for _, _, cell in cells])) for name in names}
    return dict(sorted(means.items(), key=lambda pair: pair[1]))


def limits(worlds: Worlds) -> dict[str, Any]:
    """What is asked of the default: the lowest mean, few retrainings where none pays, nowhere the worst."""
    means = mean_excess(worlds)
    return {
        "lowest_mean_excess": next(iter(means), None),
        "default_mean_excess": means.get(DEFAULT),
        "most_retrainings_where_none_pays": max(
            (cell[DEFAULT]["retrainings"] for _, _, cell in _cells(worlds) if not cell[ORACLE]["retrainings"]),
            default=None,
        ),
        "retrainings_in_employment": {
            level: cell[DEFAULT]["retrainings"] for world, level, cell in _cells(worlds) if world == "employment"
        },
        "worst_in": [f"{world}, {level}" for world, level, cell in _cells(worlds) if _is_worst(cell)],
    }


def _is_worst(cell: Mapping[str, Mapping[str, Any]]) -> bool:
    others = [figures["excess"] for name, figures in cell.items() if name not in (*HINDSIGHT, DEFAULT)]
    return bool(cell[DEFAULT]["excess"] > max(others) + _TIE)


def _cells(worlds: Worlds) -> Iterator[tuple[str, str, Mapping[str, Mapping[str, Any]]]]:
    for world, levels in worlds.items():
        for level, cell in levels.items():
            yield world, level, cell
