"""Rows that fail the user's own pandera schema, counted batch by batch."""

from __future__ import annotations

import importlib
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitors.evidence import NO_ROWS
from monitors.rare_values import without_rare_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

    from domain.signals import Signal
    from monitors.entries import PanderaChecks
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "pandera_failures"
_OF_THE_FRAME = "DataFrameSchema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How many of `rows` failed each check, by `column: check`; `unusable` says why the schema could not be tried."""

    rows: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    unusable: str | None = None


class PanderaListener:
    """Validates each batch as a data frame, lazily, so that every check is tried on every row."""

    def __init__(self, settings: PanderaChecks) -> None:
        self._path = settings.path
        self._schema: Any = None
        self._rows = 0
        self._failed: Counter[str] = Counter()
        self._unusable: str | None = None

    def hear(self, batch: pa.RecordBatch) -> None:
        """After something that makes the schema unusable, the rest is not tried."""
        self._rows += len(batch)
        if self._unusable or not len(batch):
            return
        try:
            self._schema = self._schema or _import_schema(self._path)
            self._failed.update(failures_of(self._schema, batch.to_pandas()))
        except Exception as error:  # noqa: BLE001  (the user's code runs here, which may raise anything)
            self._unusable = without_rare_values(_why(error, self._path), batch.to_pandas())

    def found(self) -> Failures:
        """The counts over all batches."""
        return Failures(rows=self._rows, failed=dict(sorted(self._failed.items())), unusable=self._unusable)


def failures_of(schema: Any, rows: pd.DataFrame) -> dict[str, int]:
    """How many rows fail each check of a pandera schema or model, by `column: check`.

    A check that fails as a whole, as for a column that is not there or a type, counts all rows.
    """
    from pandera.errors import SchemaErrors

    try:
        # pandera puts its findings together in a way that pandas announces to change (pandera 0.35, pandas 2.3).
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            schema.validate(rows, lazy=True)
    except SchemaErrors as error:
        return _counted(error.failure_cases, len(rows))
    return {}


def _counted(cases: pd.DataFrame, rows: int) -> dict[str, int]:
    named = cases.assign(subject=[_subject(case) for case in cases.to_dict("records")])
    return {
        str(subject): rows if of_check["index"].isna().any() else int(of_check["index"].nunique())
        for subject, of_check in named.groupby("subject")
    }


def _subject(case: dict[Any, Any]) -> str:
    if case["schema_context"] != _OF_THE_FRAME:
        return f"{case['column']}: {case['check']}"
    # What fails of the frame as a whole is named by the case: the column that is lacking, or one too many.
    return f"{case['failure_case']}: {case['check']}" if case["column"] is None else str(case["check"])


def _import_schema(path: str) -> Any:
    """The schema at `package.module:name`; pandera's own import comes first, so that its absence is told apart."""
    importlib.import_module("pandera.pandas")
    module, _, name = path.partition(":")
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    if not callable(getattr(found, "validate", None)):
        raise TypeError("it is neither a DataFrameSchema nor a DataFrameModel")
    return found


def _why(error: Exception, path: str) -> str:
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] == "pandera":
        return 'pandera is not installed where the flow runs: pip install "driftwarden[pandera]"'
    return f"{path} cannot be used where the flow runs: {type(error).__name__}: {error}"


def measure_pandera_failures(settings: PanderaChecks, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`pandera_failures` of each check that fails: the share of rows, such as `temp: in_range(-40, 60)`.

    Rows are validated as they stream by, so a check that looks at several rows at once, such as `unique` or a mean,
    sees up to 65,536 rows at a time, and fails for all of them. The columns have the names that they have here: roles
    their own, and no labels. One calm signal of no check where all rows pass. Unknown where pandera or the schema
    cannot be imported, or where validation itself raises.
    """
    found: Failures | None = evidence.heard.get(settings.tag)
    if note := _why_unknown(found, evidence):
        return (evidence.judge(_NAME, None, settings.at_most, rows=evidence.profile.rows, note=note),)
    if found is None or not found.failed:
        return (evidence.judge(_NAME, 0.0, settings.at_most, reference=settings.path, rows=evidence.profile.rows),)
    return tuple(
        evidence.judge(
            _NAME,
            failed / found.rows,
            settings.at_most,
            subject=subject,
            reference=settings.path,
            rows=found.rows,
            note=f"{failed} of {found.rows} rows fail",
        )
        for subject, failed in found.failed.items()
    )


def _why_unknown(found: Failures | None, evidence: Evidence) -> str | None:
    if not evidence.profile.rows:
        return NO_ROWS
    if found is None or not found.rows:
        return "nobody validated while the rows were read"
    return found.unusable
