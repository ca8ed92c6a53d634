"""The figures as Markdown tables, for people; `benchmarks.policies` writes the same figures as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.alarms_table import table_of
from benchmarks.policies_figures import AS_MANY, BEST_SCHEDULE, LEVELS, ORACLE
from benchmarks.policies_limits import mean_excess

Figures = Mapping[str, Any]
TITLES = {
    "never": "never",
    "schedule": "every four weeks",
    "performance": "error 10 % worse",
    "performance_cooldown": "error 10 % worse, cooldown",
    "evidently": "Evidently, dataset drift",
    "evidently_cooldown": "Evidently, dataset drift, cooldown",
    "adwin": "ADWIN",
    "adwin_cooldown": "ADWIN, cooldown",
    "page_hinkley": "Page-Hinkley",
    "page_hinkley_cooldown": "Page-Hinkley, cooldown",
    "performance-first": "**performance-first**, the default",
    AS_MANY: "best schedule in hindsight, as many as the default",
    BEST_SCHEDULE: "best schedule in hindsight",
    ORACLE: "oracle",
}
FAMILIES = {
    "driftwarden": "**performance-first**",
    "schedule": "schedule",
    "performance": "error worse by",
    "evidently": "Evidently, share of columns",
    "adwin": "ADWIN",
    "page_hinkley": "Page-Hinkley",
}


def untuned_table(worlds: Figures) -> str:
    """Policies down, worlds across: excess at each cost level, and the retrainings."""
    means = mean_excess(worlds)
    names = [*means, *(name for name in (AS_MANY, BEST_SCHEDULE, ORACLE))]
    rows = [
        [TITLES.get(name, name), _mean(means.get(name)), *(_cell(worlds[w], name) for w in worlds)] for name in names
    ]
    return table_of(["policy", "mean", *worlds], rows)


def tuned_table(tuned: Figures) -> str:
    """Families down, worlds across; the mean over worlds and levels first."""
    names = [name for name in FAMILIES if all(name in levels[level] for levels in tuned.values() for level in levels)]
    means = {name: _over(tuned, name) for name in names}
    rows = [
        [FAMILIES[name], _mean(means[name]), *(_cell(tuned[w], name) for w in tuned)]
        for name in sorted(names, key=lambda name: means[name])
    ]
    return table_of(["family", "mean", *tuned], rows)


def _over(tuned: Figures, name: str) -> float:
    excesses: list[float] = [levels[level][name]["excess"] for levels in tuned.values() for level in levels]
    return sum(excesses) / len(excesses)


def _mean(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _cell(levels: Figures, name: str) -> str:
    """`7/4/7 (3.0/3.0/2.0)`: excess cheap/medium/dear, and retrainings, once where they are the same."""
    excess = "/".join(str(round(levels[level][name]["excess"])) for level in LEVELS)
    counts = [f"{levels[level][name]['retrainings']:.2g}" for level in LEVELS]
    return f"{excess} ({counts[0] if len(set(counts)) == 1 else '/'.join(counts)})"
