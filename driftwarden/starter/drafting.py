"""`driftwarden init FOLDER --from LOG`: a project drafted from a prediction log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.starter.arrival import usual_delay
from driftwarden.starter.columns_seen import look
from driftwarden.starter.habit_lines import Habits
from driftwarden.starter.model_text import Draft, model_text
from driftwarden.starter.next_steps import next_steps
from driftwarden.starter.places_written import as_written, database_written, is_database
from driftwarden.starter.refusing import refuse_missing
from driftwarden.starter.roles import cast
from driftwarden.starter.sampling import sample_files, sample_table
from driftwarden.starter.schemas import write_schemas
from driftwarden.starter.tasks import find_task
from driftwarden.starter.text_habits import one_delimiter
from driftwarden.starter.times_written import as_times, format_of
from driftwarden.starter.told_roles import told_roles
from driftwarden.starter.trainer_text import trainer_text
from driftwarden.starter.volume import rows_per_day
from driftwarden.starter.writing import NOT_FOR_GIT
from flows.documents import ModelDocument
from policies import catalog
from policies.documents import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from driftwarden.starter.casting import Casting
    from driftwarden.starter.sampling import Sample

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asks for: `log` is a path, a glob, s3://... or the URL of a database with `table`."""

    log: str
    labels: str | None = None
    table: str | None = None
    model: str | None = None
    roles: tuple[str, ...] = ()


def draft_project(folder: Path, asked: Asked, *, now: datetime | None = None) -> Iterator[str]:
    """Write a model's file, a trainer and, where none that is shipped fits, a policy; yields what to do next.

    Nothing that is there is written over. Raises InvalidDocument for what a person has to mend, above all a role that
    nobody can find; EvidenceUnavailable for a log that cannot be read.
    """
    name = _model_name(folder, asked.model)
    _refuse_taken(folder, name)
    predictions, labels = _samples(asked)
    predictions = as_times(predictions, asked.roles)
    labels = as_times(labels, asked.roles) if labels else None
    draft, trainer_file = _drafted(folder, name, asked, predictions, labels)
    files = _files(draft, trainer_file)
    read_document(files[_model_file(name)], source=str(folder / _model_file(name)), shape=ModelDocument)
    try:
        _write(folder, files)
    except OSError as error:
        raise InvalidDocument([f"{folder}: cannot be written ({error.strerror}); name another folder"]) from error
    yield from (f"read {part}" for part in draft.read)
    yield from (f"wrote {folder / file}" for file in files)
    yield from next_steps(folder, draft, predictions.table, now=now or datetime.now(UTC))


def _samples(asked: Asked) -> tuple[Sample, Sample | None]:
    if is_database(asked.log):
        if asked.table is None:
            raise InvalidDocument(["--from is a database: name the table with the predictions with --table"])
        labels = sample_table(asked.log, asked.labels, option="--labels") if asked.labels else None
        return sample_table(asked.log, asked.table, option="--from"), labels
    if asked.table is not None:
        raise InvalidDocument(["--table is of a database; give its URL with --from, or take --table away"])
    labels = sample_files(asked.labels, option="--labels") if asked.labels else None
    return sample_files(asked.log, option="--from"), labels


def _drafted(folder: Path, name: str, asked: Asked, predictions: Sample, labels: Sample | None) -> tuple[Draft, Path]:
    seen, seen_labels = look(predictions.table), look(labels.table) if labels else None
    told = told_roles(asked.roles, seen, seen_labels)
    casting = cast(seen, seen_labels, told, predictions.table)
    refuse_missing(casting, predictions.place, labels.place if labels else None)
    task = find_task(casting, predictions.table)
    trainer = _trainer_file(folder, name)
    policy, because = _policy(name, task.task, is_labelled="label" in casting.roles)
    return Draft(
        model=name,
        read=_read(predictions, labels),
        predictions=asked.table or as_written(asked.log, folder),
        labels=asked.labels if asked.labels is None or asked.table else as_written(asked.labels, folder),
        database=database_written(asked.log) if asked.table else None,
        casting=casting,
        habits=_habits(casting, (predictions, labels) if labels else (predictions,)),
        task=task,
        rate=rows_per_day(predictions, casting.roles["time"].column),
        delay=usual_delay(casting, predictions.table, labels.table if labels else None),
        policy=policy,
        policy_because=because,
        trainer=f"{trainer.stem}:train",
    ), trainer


def _habits(casting: Casting, samples: Sequence[Sample]) -> Habits:
    return Habits(
        delimiter=one_delimiter([sign for sample in samples for sign in sample.delimiters], option="--from"),
        texts=tuple(dict.fromkeys(name for sample in samples for name in sample.texts)),
        times=format_of(casting, samples),
    )


def _read(predictions: Sample, labels: Sample | None) -> tuple[str, ...]:
    said = f"{len(predictions.table):,} rows of {predictions.place} ({predictions.said})"
    return (said, f"{len(labels.table):,} labels of {labels.place} ({labels.said})") if labels else (said,)


def _model_name(folder: Path, told: str | None) -> str:
    name = told if told is not None else re.sub(r"[^a-z0-9_-]+", "-", folder.resolve().name.lower()).strip("-_")[:63]
    if not _NAME.fullmatch(name):
        raise InvalidDocument([f"--model: {name!r} is no model's name; write lower case, digits and dashes: churn-2"])
    return name


def _model_file(name: str) -> str:
    return f"models/{name}.yaml"


def _refuse_taken(folder: Path, name: str) -> None:
    for file in (folder / _model_file(name), folder / "policies" / f"{name}.yaml"):
        if file.exists():
            raise InvalidDocument(
                [f"{file}: is there already, and is not written over; choose another name with --model"]
            )
    if folder.exists() and not folder.is_dir():
        raise InvalidDocument([f"{folder}: is no folder; name another one"])


def _trainer_file(folder: Path, name: str) -> Path:
    """`training.py`, or a name of the model's own where there is one already, of another model perhaps."""
    own = folder / f"training_{name.replace('-', '_')}.py"
    if not (folder / "training.py").exists():
        return folder / "training.py"
    if own.exists():
        raise InvalidDocument([f"{own}: is there already, and is not written over; choose another name with --model"])
    return own


def _policy(name: str, task: str, *, is_labelled: bool) -> tuple[str, str]:
    if not is_labelled:
        return (
            "drift-investigate-only",
            "shipped: tells people and retrains nothing, as there is no truth to learn from",
        )
    if task == "regression":
        return "performance-first", "shipped: retrains when the error has clearly grown; see policies/catalog"
    return (
        f"policies/{name}.yaml",
        "the shipped performance-first, which retrains when the error has grown, for classes",
    )


def _files(draft: Draft, trainer: Path) -> Mapping[str, str]:
    """The text of each file, by its path in the folder."""
    features = draft.casting.features
    files = {
        _model_file(draft.model): model_text(draft),
        trainer.name: trainer_text(draft.model, draft.task.task, features),
    }
    if draft.policy == f"policies/{draft.model}.yaml":
        files[draft.policy] = _policy_text(draft.model)
    return files


def _policy_text(name: str) -> str:
    """The shipped policy for numbers, about classes."""
    shipped = catalog.text("performance-first").replace("signal: mae", "signal: error_rate")
    lines = shipped.replace("../../docs/policy.schema", "../schemas/policy.schema").splitlines()
    return (
        "\n".join(
            f"name: {name}" if line.startswith("name:") else line for line in lines if "For a classifier" not in line
        )
        + "\n"
    )


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as opened:
            opened.write(text)
    write_schemas(folder / "schemas")
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text(NOT_FOR_GIT, encoding="utf-8")
