"""From what a model's file says to its prediction log."""

import math
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from adapters.prediction_logs.files import Files
from adapters.prediction_logs.places import LocalPlace, S3Place
from adapters.prediction_logs.rows import Source
from adapters.prediction_logs.spec import S3, LogSpec
from adapters.prediction_logs.stored_log import StoredLog
from adapters.prediction_logs.wanted import label_columns, prediction_columns


def open_stored_log(
    spec: LogSpec,
    root: Path,
    *,
    labels_mature_after: timedelta = timedelta(0),
    environment: Mapping[str, str],
    features_only: bool = False,
) -> StoredLog:
    """The log; relative paths start at `root`. Nothing is opened, or asked of a database, before it is read.

    A record of `features_only` need not hold predictions.
    """
    predictions, labels = sources_of(
        spec, root, labels_mature_after=labels_mature_after, environment=environment, features_only=features_only
    )
    return StoredLog(predictions, labels, known_after=spec.labels_known_after)


def sources_of(
    spec: LogSpec,
    root: Path,
    *,
    labels_mature_after: timedelta = timedelta(0),
    environment: Mapping[str, str],
    features_only: bool = False,
) -> tuple[Source, Source | None]:
    """Where predictions lie, and labels; None for labels that lie beside the predictions, if anywhere."""
    if spec.database is not None:
        from adapters.prediction_logs.sql.source import open_tables

        return open_tables(spec, root, environment, features_only=features_only)
    late = math.ceil(labels_mature_after / timedelta(days=1)) + 1
    place = _place(spec, spec.predictions, root, field="predictions")
    predictions: Source = Files(
        place=place,
        gone=place.bare,
        wanted=prediction_columns(spec, features_only=features_only),
        late_by=1 if spec.late_by is None else spec.late_by,
        delimiter=spec.delimiter,
    )
    if spec.labels is None:
        return predictions, None
    labels: Source = Files(
        place=_place(spec, spec.labels, root, field="labels"),
        wanted=label_columns(spec),
        late_by=late if spec.late_by is None else spec.late_by,
        delimiter=spec.delimiter,
    )
    return predictions, labels


def _place(spec: LogSpec, where: str, root: Path, *, field: str) -> S3Place | LocalPlace:
    return S3Place(where, spec.s3, field=field) if where.startswith(S3) else LocalPlace(where, root, field=field)
