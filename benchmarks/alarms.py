"""False alarms per 90 unchanged windows, and what is found of a change, beside Evidently and NannyML.

    python -m benchmarks.alarms [--quick] [--json FILE] [--markdown] [--seed N] [--nannyml-python PATH]

Twenty independent columns, simulated (`benchmarks.alarms_streams`). The peers run as they come, against a reference
of the stated rows. Our rule learns from windows, and learns once: from 28 of the windows' own size, and, where the
stated reference holds 8 or more of those, also from that. A newcomer reads `alarms_trials`, then `alarms_figures`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from adapters.settings import quiet_the_libraries
from benchmarks import alarms_evidently_side as evidently_side
from benchmarks import alarms_nannyml_side as nannyml_side
from benchmarks.alarms_figures import (
    CASES,
    NONE,
    QUICK_CASES,
    Effort,
    by_table,
    evidently,
    figures_of,
    nannyml_asked,
    ours,
    troubles,
)
from benchmarks.alarms_ours import BUDGET, Setting
from benchmarks.alarms_sketches import watch_twice
from benchmarks.alarms_table import detection_table, false_alarm_table, trouble_table
from benchmarks.alarms_trials import CHANGES, PERIOD, WANDERING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.alarms_figures import Case, Figures

FULL = Effort(ours=200, evidently=20, nannyml=8, windows=10, presets=2, sketched=3, troubles=100, cases=CASES)
QUICK = Effort(ours=10, evidently=2, nannyml=1, windows=4, presets=1, sketched=1, troubles=5, cases=QUICK_CASES)
EXPLAINED = f"""\
False alarms: windows flagged in {PERIOD} unchanged ones, with the 95 % interval of the mean over streams; Driftwarden's
budget is {BUDGET:g}. Found: the share of streams in which the change is flagged within 7 windows / the share of those 7
windows in which it is. Wandering: each window's means lie .03 sd, and its shares 5 %, around their own.
Reference/window: rows that the peers get. Driftwarden learns, once, from 28 windows of the window's size or, where the
stated reference holds 8 or more windows, from that alone (from fewer it reports only). What a peer finds counts for
little where it also flags unchanged windows. NannyML's few false alarms at 1001 rows are no merit: one row is left over
from ten chunks of 100, mostly as far from the reference as can be, and lifts the threshold of three standard deviations
above moderate changes."""


def measure(effort: Effort, seed: int, nannyml_python: Path | None) -> Figures:
    """All figures; NannyML works in another process meanwhile, if its interpreter is there."""
    with ThreadPoolExecutor(1) as beside:
        asked = nannyml_asked(effort, seed)
        theirs = beside.submit(_ask_nannyml, nannyml_python, asked) if nannyml_python else None
        found = {case: _one_case(case, effort, seed) for case in effort.cases}
        trouble, checked = troubles(effort.troubles, seed), checks(effort, seed)
        _add_nannyml(found, theirs)
    false_alarms, detection = by_table(found)
    return {"false_alarms": false_alarms, "detection": detection, "troubles": trouble, "checks": checked}


def _one_case(case: Case, effort: Effort, seed: int) -> Figures:
    trials = case.trials(effort.evidently, effort.windows, seed)
    flags = [evidently_side.flags_of(trial) for trial in trials]
    return {**ours(case, effort.ours, seed), **evidently(case, flags)}


def _ask_nannyml(interpreter: Path, asked: Mapping[tuple[Case, str], Any]) -> dict[tuple[Case, str], Figures]:
    """All at once, because importing it takes longer than most trials."""
    flags = iter(nannyml_side.flags_elsewhere(interpreter, list(chain.from_iterable(asked.values()))))
    return {(case, name): figures_of([next(flags) for _ in trials], case) for (case, name), trials in asked.items()}


def _add_nannyml(found: dict[Case, Figures], theirs: Future[dict[tuple[Case, str], Figures]] | None) -> None:
    for (case, name), figures in theirs.result().items() if theirs else ():
        found[case][name] = figures


def checks(effort: Effort, seed: int) -> Figures:
    """Whether what was simulated fast says the same as the real thing, decision by decision."""
    pairs = [
        (evidently_side.flags_of(trial), evidently_side.flags_of_preset(trial))
        for case in QUICK_CASES
        if case.change == NONE
        for trial in case.trials(1, effort.presets, seed)
    ]
    twice = [
        watch_twice(5000, Setting(), (seed, stream), traffic=WANDERING, change=change)
        for stream in range(effort.sketched)
        for change in (CHANGES["mean .25 sd"], CHANGES["missing +5 points"])
    ]
    return {
        "evidently_tests_as_its_preset": _agreement(pairs),
        "sketches_as_raw_rows": _agreement([(one.alarms, other.alarms) for one, other in twice]),
    }


def _agreement(pairs: list[tuple[Any, Any]]) -> Figures:
    return {
        "decisions": int(sum(one.size for one, _ in pairs)),
        "agree": int(sum(np.count_nonzero(one == other) for one, other in pairs)),
        "flagged": int(sum(np.count_nonzero(other) for _, other in pairs)),
    }


def text_of(figures: Figures, *, only_tables: bool, skipped: str) -> str:
    """As a person reads it: two tables for the README, and all the rest unless it is those alone that were asked."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    tables = [EXPLAINED, false_alarm_table(figures["false_alarms"]), detection_table(figures["detection"])]
    if only_tables:
        return "\n\n".join([*tables, f"Measured on {machine}."])
    said = [f"{name}: {c['agree']} of {c['decisions']} agree, {c['flagged']} flagged" for name, c in _checks(figures)]
    trouble = "What breaks the budget, 5000 rows a window, 28 of them:\n\n" + trouble_table(figures["troubles"])
    return "\n\n".join([machine, *tables, trouble, "\n".join(said), *([skipped] if skipped else [])])


def _checks(figures: Figures) -> list[tuple[str, Figures]]:
    return [(name.replace("_", " "), found) for name, found in figures["checks"].items()]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarms", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few streams: a minute, and wide intervals")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--markdown", action="store_true", help="only the two tables of the README")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other streams")
    parser.add_argument(
        "--nannyml-python", type=Path, default=nannyml_side.INTERPRETER, help="the interpreter that has NannyML"
    )
    return parser.parse_args()


def main() -> None:
    quiet_the_libraries()
    asked = arguments()
    there = asked.nannyml_python if asked.nannyml_python.exists() else None
    skipped = f"NannyML is skipped: no {asked.nannyml_python}. To build it:\n{nannyml_side.HOW_TO_INSTALL}"
    effort = QUICK if asked.quick else FULL
    figures = {"seed": asked.seed, "windows": PERIOD, "budget": BUDGET, **measure(effort, asked.seed, there)}
    sys.stdout.write(text_of(figures, only_tables=asked.markdown, skipped="" if there else skipped) + "\n")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
