"""The figures as Markdown tables, for people; `benchmarks.alarms` writes the same figures as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Figures = dict[str, Any]
TITLES = {
    "ours": "Driftwarden",
    "ours_min_effect_0.03": "Driftwarden, `min_effect: 0.03`",
    "ours_no_floor": "Driftwarden, `min_effect: 0`",
    "ours_together_0.03": "Driftwarden, also 4 windows together, `min_effect: 0.03`",
    "ours_stated_reference": "Driftwarden, reference cut into windows",
    "evidently_any_column": "Evidently, any column",
    "evidently_changed_column": "Evidently, that column",
    "evidently_dataset": "Evidently, dataset drift",
    "nannyml_any_column": "NannyML, any column of ten chunks",
    "nannyml_changed_column": "NannyML, that column in ten chunks",
    "nannyml_28_windows": "NannyML, each window a chunk, 28 of reference",
}


def false_alarm_table(figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """False alarms per 90 windows, traffic and sizes down, methods across."""
    methods = _names(row for sizes in figures.values() for row in sizes.values())
    head = ["traffic", "reference/window", *(TITLES[method] for method in methods)]
    rows = [
        [traffic, size, *(_rate(found.get(method), "{:.1f}", "{:.2f}") for method in methods)]
        for traffic, sizes in figures.items()
        for size, found in sizes.items()
    ]
    return table_of(head, rows)


def detection_table(figures: Mapping[str, Mapping[str, Mapping[str, Figures]]]) -> str:
    """The share of streams in which a change is found within 7 windows / of the windows in which it is."""
    methods = _names(row for changes in figures.values() for row in changes.values())
    head = ["traffic, reference/window", "change in one column", *(TITLES[method] for method in methods)]
    rows = [
        [where, change, *(_found(found.get(method)) for method in methods)]
        for where, changes in figures.items()
        for change, found in changes.items()
    ]
    return table_of(head, rows)


def trouble_table(figures: Mapping[str, Figures]) -> str:
    """What weakens the promise, and what the rule then does."""
    head = ["windows", "alarms / 90", "with 4 together", "episodes / 90", "reports only", "guarded", "finds .25 sd"]
    rows = [
        [
            name,
            *(_rate(found[key], "{:.1f}", "{:.2f}") for key in ("alarms", "alarms_together", "episodes")),
            *(f"{found[key]:.0%}" for key in ("reports_only", "guarded")),
            f"{found['found']['mean']:.2f}",
        ]
        for name, found in figures.items()
    ]
    return table_of(head, rows)


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """
    >>> print(table_of(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [head, *rows]
    return "\n".join([_line(lines[0]), "|---" * len(head) + "|", *(_line(line) for line in lines[1:])])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _names(rows: Any) -> list[str]:
    """The methods that any row has, in the order of `TITLES`."""
    present = {method for row in rows for method in row}
    return [method for method in TITLES if method in present]


def _rate(found: Figures | None, large: str, small: str) -> str:
    """A mean and its interval, with two decimals below 10; a dash where the method says nothing."""
    if found is None:
        return "-"
    form = small if found["high"] < 10 else large  # noqa: PLR2004
    return f"{form.format(found['mean'])} ({form.format(found['low'])}-{form.format(found['high'])})"


def _found(found: Mapping[str, Figures] | None) -> str:
    if found is None:
        return "-"
    return f"{found['within_7']['mean']:.2f} / {found['per_window']['mean']:.2f}"
