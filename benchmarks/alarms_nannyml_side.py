"""NannyML's side. It cannot be installed next to us, so this module also runs by itself in another interpreter.

python -m benchmarks.alarms_nannyml_side < trials.json > flags.json
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.alarms_streams import COLUMNS, Change, Traffic
from benchmarks.alarms_trials import Trial

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
INTERPRETER = Path(".venv-nannyml/bin/python")
HOW_TO_INSTALL = "python3.11 -m venv .venv-nannyml\n.venv-nannyml/bin/python -m pip install nannyml==0.13.1 statsmodels"
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A trial, and whether each window is one chunk, as a person who knows NannyML sets it.

    Otherwise all is left at its defaults: reference and window are each cut into ten chunks.
    """

    trial: Trial
    chunk_per_window: bool


def flags_elsewhere(interpreter: Path, asked: Sequence[Asked]) -> list[Flags]:
    """`flags_of` each trial, computed by another interpreter. Raises CalledProcessError when that fails."""
    done = subprocess.run(
        [str(interpreter.absolute()), "-m", "benchmarks.alarms_nannyml_side"],
        input=json.dumps([asdict(one) for one in asked]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "NML_DISABLE_USAGE_LOGGING": "1"},
    )
    return [np.array(flags, dtype=np.bool_) for flags in json.loads(done.stdout)]


def flags_of(asked: Asked) -> Flags:
    """Windows x columns: which columns its univariate drift calculator alerts on.

    Jensen-Shannon distance, thresholds three standard deviations from the mean of the reference's chunks. A window
    of several chunks has drifted in a column if any of its chunks has.
    """
    nannyml = import_module("nannyml")  # by name, because type checkers run where it cannot be installed
    reference, windows = asked.trial.frames()
    size = {"chunk_size": asked.trial.window_rows} if asked.chunk_per_window else {}
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(COLUMNS), **size).fit(reference)
    if asked.chunk_per_window:
        return _alerts(calculator, pd.concat(windows, ignore_index=True))
    return np.array([_alerts(calculator, window).any(axis=0) for window in windows])


def _alerts(calculator: Any, rows: pd.DataFrame) -> Flags:
    found = calculator.calculate(rows).filter(period="analysis").to_df(multilevel=False)
    return np.asarray(found[[f"{name}_jensen_shannon_alert" for name in COLUMNS]], dtype=np.bool_)


def _read(asked: dict[str, Any]) -> Asked:
    trial = asked["trial"]
    made = {"traffic": Traffic(**trial["traffic"]), "change": Change(**trial["change"]), "seed": tuple(trial["seed"])}
    return Asked(trial=Trial(**{**trial, **made}), chunk_per_window=asked["chunk_per_window"])


def main() -> None:
    warnings.filterwarnings("ignore", message="The resulting number of chunks is too low", category=UserWarning)
    flags = [flags_of(_read(asked)).tolist() for asked in json.load(sys.stdin)]
    sys.stdout.write(json.dumps(flags))


if __name__ == "__main__":
    main()
