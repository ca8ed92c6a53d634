"""A drafted model file: every line says what it was inferred from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.prediction_logs.spec import S3
from domain.columns import LABEL
from driftwarden.starter.arrival import rounded_up
from driftwarden.starter.columns_seen import FEW_VALUES
from driftwarden.starter.habit_lines import habit_lines
from driftwarden.starter.places_written import s3_endpoint
from driftwarden.starter.volume import window_for
from driftwarden.starter.yaml_lines import commented, scalar, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from driftwarden.starter.casting import Casting
    from driftwarden.starter.columns_seen import ColumnSeen
    from driftwarden.starter.habit_lines import Habits
    from driftwarden.starter.tasks import TaskFound

_TWO = 2
_ORDER = (
    "id", "time", "version", "arm", "prediction", "score", "latency", "entity", "error", "logged_at", "label",
    "label_time",
)  # fmt: skip
_NOT_THERE = "not_there_yet"
ASSUMED = "7d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a model file is drafted from. `predictions` and `labels` are written as they stand; `read` says what was."""

    model: str
    read: tuple[str, ...]
    predictions: str
    labels: str | None
    database: str | None
    casting: Casting
    habits: Habits
    task: TaskFound
    rate: float | None
    delay: tuple[timedelta, int] | None
    policy: str
    policy_because: str
    trainer: str


def model_text(draft: Draft) -> str:
    """The file, with a line break at its end."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../schemas/model.schema.json"
    yield "# Drafted by `driftwarden init` from"
    yield from (f"#   {part}" for part in draft.read)
    yield "# What stands beside a line is what it was inferred from: read it through once, and mend what is wrong."
    yield f"model: {draft.model}"
    yield ""
    yield from _log(draft)
    yield ""
    yield from _monitoring(draft)
    yield ""
    yield from commented("policy", draft.policy, draft.policy_because)
    yield ""
    yield "training:"
    yield from commented("  callable", draft.trainer, "a skeleton that trains; put your own recipe there")


def _log(draft: Draft) -> Iterator[str]:
    yield "log:"
    if draft.database is not None:
        yield f"  database: {scalar(draft.database)}"
    yield f"  predictions: {scalar(draft.predictions)}"
    if draft.labels is not None:
        yield f"  labels: {scalar(draft.labels)}"
    endpoint = (
        s3_endpoint() if any((place or "").startswith(S3) for place in (draft.predictions, draft.labels)) else None
    )
    if endpoint is not None:
        yield f"  s3: {{endpoint: {scalar(endpoint)}}}  # as AWS_ENDPOINT_URL says; credentials stay in the environment"
    yield from habit_lines(draft.habits)
    if zoneless := _without_offset(draft.casting):
        yield f"  # No offset from UTC was seen in {', '.join(zoneless)}. Whose local time is it?"
        yield from commented("  timezone", "UTC", "or Europe/Berlin, America/New_York ...; until then UTC is assumed")
    if draft.casting.is_untimed:
        label = draft.casting.roles["label"].column
        yield f"  # No column says when each value of {label} arrived. When they are known is a guess:"
        yield from commented(
            "  labels_known_after", ASSUMED, "mend it: the longest that it takes; 0m if logged at once"
        )
    yield "  columns:"
    yield from _columns(draft.casting)
    yield from _features(draft.casting)


def _columns(casting: Casting) -> Iterator[str]:
    for role in _ORDER:
        if role in casting.roles:
            found, seen = casting.roles[role], casting.seen(role)
            doubled = _doubled(seen) if role == "id" and seen else ""
            yield from commented(f"    {role}", scalar(found.column), f"{found.because}{doubled}")
    for role, found in casting.proposed.items():
        yield from commented(f"    # {role}", scalar(found.column), f"{found.because}: take the first sign away if so")
    if casting.scores:
        yield "    scores:                           # the probability of each class: in every row they sum to one"
        yield from (f"      {scalar(class_)}: {scalar(column)}" for class_, column in casting.scores.items())
    if "label" not in casting.roles:
        yield from _no_label(casting)


def _doubled(seen: ColumnSeen) -> str:
    twice = seen.rows - seen.missing - seen.distinct
    said = f"; {twice:,} of {seen.rows:,} rows in the sample repeat one" if twice else ""
    return said + (f"; {seen.missing:,} rows have none" if seen.missing else "")


def _no_label(casting: Casting) -> Iterator[str]:
    """What is missing, and that a column with the name of a role is not taken for it."""
    yield "    # No truth was found: nothing says how good the predictions are. Once there is a column with it, and"
    yield "    # one with the moment it arrived (or labels_known_after: see docs/measuring.md), name it here, and"
    yield "    # choose another policy:"
    yield "    # label: COLUMN"
    yield "    # label_time: COLUMN"
    if LABEL in casting.left_out:
        yield from commented("    label", _NOT_THERE, f"so that column {LABEL} is not taken for a truth with a time")


def _features(casting: Casting) -> Iterator[str]:
    listed = [f"{seen.name} ({_words(seen)})" for seen in casting.features]
    if not casting.left_out:
        yield "  # Every other column is a feature:"
        yield from wrapped(listed)
        return
    yield "  # Left out of the features, and of everything:"
    yield from (f"  #   {column}: {why}" for column, why in casting.left_out.items())
    yield "  # A column that comes later is a feature once it is listed here. These are:"
    yield from wrapped(listed)
    yield f"  features: [{', '.join(scalar(seen.name) for seen in casting.features)}]"


def _words(seen: ColumnSeen) -> str:
    if seen.kind == "nothing":
        return "empty so far"
    kind = f"{seen.kind}, {seen.distinct} values" if seen.kind == "text" and seen.values else seen.kind
    kind = "whole number" if seen.kind == "number" and seen.is_whole and seen.type.startswith(("int", "uint")) else kind
    return f"{kind}, {seen.missing / seen.rows:.0%} missing" if seen.missing / seen.rows >= 0.01 else kind  # noqa: PLR2004


def _monitoring(draft: Draft) -> Iterator[str]:
    yield "monitoring:"
    yield from commented("  task", draft.task.task, draft.task.because)
    if draft.task.positive is not None:
        yield from commented("  positive", scalar(draft.task.positive.column), draft.task.positive.because)
    yield from commented("  timezone", "UTC", f"whose days and weeks are meant; {_zones(draft.casting)}")
    yield from commented("  window", window_for(draft.rate), _volume(draft.rate))
    yield from _maturity(draft)
    few = [s.name for s in draft.casting.features if s.kind == "text" and _TWO <= s.distinct <= FEW_VALUES]
    if few:
        yield f"  # segments: [{', '.join(scalar(name) for name in few)}]"
        yield f"  #   text columns with at most {FEW_VALUES} values; without the sign each slice is measured as well"


def _zones(casting: Casting) -> str:
    """The zone that timestamps are stored in, where they name one; else what a zone looks like."""
    time = casting.seen("time")
    stored = re.search(r"tz=(\w+/[\w/]+)", time.type) if time else None
    return f"the timestamps are stored in {stored[1]}" if stored else "Europe/Berlin, America/New_York ..."


def _volume(rate: float | None) -> str:
    if rate is None:
        return "how many rows a day has could not be told: hour above 50,000, week below 500"
    return f"about {rate:,.0f} rows a day; hour suits more than 50,000, week fewer than 500"


def _maturity(draft: Draft) -> Iterator[str]:
    if "label" not in draft.casting.roles:
        yield from commented("  ready_after", "1h", "a window is looked at so long after its end")
    elif draft.casting.is_untimed:
        yield from commented("  labels_mature_after", ASSUMED, "as labels_known_after says: no shorter")
    elif draft.delay is None:
        yield from commented("  labels_mature_after", "7d", "too few labels met a prediction in the sample: mend it")
    else:
        delay, count = draft.delay
        said = f"99 % of the {count:,} labels in the sample had come within {_duration(delay)}"
        yield from commented("  labels_mature_after", rounded_up(delay), said)


def _duration(delay: timedelta) -> str:
    minutes = round(delay.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"  # noqa: PLR2004


def _without_offset(casting: Casting) -> list[str]:
    times = [seen for role in ("time", "logged_at", "label_time") if (seen := casting.seen(role)) is not None]
    return [seen.name for seen in times if seen.has_offset is False]
