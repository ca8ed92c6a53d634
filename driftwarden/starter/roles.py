"""Which column plays which role: as the user says, by its name, or by what is in it; never one column twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from adapters.prediction_logs.wanted import plays_a_role
from driftwarden.starter.candidates import find_latency
from driftwarden.starter.casting import Casting, Found
from driftwarden.starter.columns_seen import times_in
from driftwarden.starter.role_table import OF_LABELS, ROLES, usual_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from driftwarden.starter.casting import Seen
    from driftwarden.starter.columns_seen import ColumnSeen
    from driftwarden.starter.role_table import Role

_SCORE_OF = re.compile(r"(p|proba|prob|probability|score)_(.+)")
_TWO = 2
_TO_ONE = 0.02


def cast(predictions: Seen, labels: Seen | None, told: Mapping[str, str], table: Any) -> Casting:
    """Find the roles; `told` are those that the user gave, `table` is the sample of predictions."""
    casting = Casting(predictions=predictions, labels=labels)
    _as_told(casting, told)
    if not casting.scores and "score" not in told:
        _class_probabilities(casting, table)
    for role in ROLES:
        _by_name(casting, role)
    for role in ROLES:
        _by_pattern(casting, role)
    _by_content(casting, table)
    find_latency(casting)
    _leave_out(casting, told)
    return casting


def _as_told(casting: Casting, told: Mapping[str, str]) -> None:
    for role, column in told.items():
        kind, _, class_ = role.partition(".")
        if class_:
            casting.scores[class_] = column
        else:
            casting.roles[kind] = Found(column=column, because="as --role says")


def _class_probabilities(casting: Casting, table: Any) -> None:
    """Columns such as p_cat and p_dog that sum to one; of two classes, one is the score."""
    groups: dict[str, dict[str, str]] = {}
    for seen in casting.free("score"):
        named = _SCORE_OF.fullmatch(usual_form(seen.name))
        if named and seen.kind == "number" and seen.is_share:
            groups.setdefault(named[1], {})[seen.name[len(named[1]) + 1 :]] = seen.name
    for group in groups.values():
        if len(group) >= _TWO and _sum_to_one(table, list(group.values())):
            casting.scores.update(group)
            return


def _sum_to_one(table: Any, columns: list[str]) -> bool:
    sums = sum(table.column(name).cast(pa.float64()).to_numpy() for name in columns)
    known = sums[np.isfinite(sums)]
    return bool(len(known) and (np.abs(known - 1) < _TO_ONE).all())


def _by_name(casting: Casting, role: Role) -> None:
    """The likeliest name wins; the others are left out, because what answers twice is no feature."""
    if role.name == "score" and casting.scores:
        return
    place = {usual_form(seen.name): seen for seen in reversed(casting.free(role.name)) if role.fits(seen)}
    named = [place[name] for name in role.names if name in place]
    if role.name == "id":
        named = [seen for seen in named if _names_rows(casting, seen)]
    if role.name not in casting.roles and named:
        others = [seen.name for seen in named[1:]]
        said = f"by its name; {_listed(others)} might be meant as well" if others else "by its name"
        casting.roles[role.name] = Found(column=named[0].name, because=said)
        named = named[1:]
    if role.name not in {"time", "label_time", "logged_at"}:
        casting.left_out.update({seen.name: f"might be meant as {role.name}" for seen in named})


def _by_pattern(casting: Casting, role: Role) -> None:
    if role.name in casting.roles or role.pattern is None:
        return
    fitting = [
        seen
        for seen in casting.free(role.name)
        if role.fits(seen) and re.fullmatch(role.pattern, usual_form(seen.name))
    ]
    if fitting:
        casting.roles[role.name] = _first(fitting, "by its name")


def _by_content(casting: Casting, table: Any) -> None:
    free = casting.free("time")
    times = [seen for seen in free if seen.kind == "time"]
    if "time" not in casting.roles and times:
        casting.roles["time"] = _first(times, "it holds times")
    if "id" not in casting.roles:
        _id_by_content(casting)
    if casting.labels is not None:
        _labels_by_content(casting)
    elif "label" in casting.roles and "label_time" not in casting.roles:
        _late_times(casting, table)


def _id_by_content(casting: Casting) -> None:
    unique = [seen for seen in casting.free("id") if _may_name(seen) and _names_rows(casting, seen)]
    unique.sort(key=lambda seen: (not usual_form(seen.name).endswith("id"), seen.kind != "text"))
    if unique:
        casting.roles["id"] = _first(unique, f"all {unique[0].rows:,} values in the sample are different")
        return
    shared = [seen for seen in casting.free("id") if _is_name(seen) and _names_rows(casting, seen)]
    if casting.labels is not None and shared:
        casting.roles["id"] = _first(shared, "the labels have it too")
        return
    entity = casting.seen("entity")
    if entity is not None and _may_name(entity) and _names_rows(casting, entity):
        del casting.roles["entity"]
        casting.roles["id"] = Found(column=entity.name, because="none comes twice in the sample, nor will it ever?")


def _may_name(seen: ColumnSeen) -> bool:
    return seen.is_unique and _is_name(seen)


def _is_name(seen: ColumnSeen) -> bool:
    return seen.kind == "text" or (seen.kind == "number" and seen.is_whole)


def _names_rows(casting: Casting, seen: ColumnSeen) -> bool:
    """Whether it may name rows: nearly all its values differ, and labels have it too, if they have a place."""
    known = seen.rows - seen.missing
    return seen.distinct * 2 > known and (casting.labels is None or seen.name in casting.labels)


def _labels_by_content(casting: Casting) -> None:
    """In the labels' own place whatever is no id is the truth, and whatever is a time says when it came."""
    free = casting.free("label")
    times = [seen for seen in free if seen.kind == "time"]
    truths = [seen for seen in free if seen.kind != "time" and seen.name not in casting.predictions]
    if "label_time" not in casting.roles and times:
        casting.roles["label_time"] = _first(times, "it holds times")
    if "label" not in casting.roles and truths:
        casting.roles["label"] = _first(truths, "no other column of the labels can be")


def _late_times(casting: Casting, table: Any) -> None:
    """Times that lie never before the prediction's own, and are missing where the label is, say when it came."""
    if "time" not in casting.roles:
        return
    start = times_in(table.column(casting.roles["time"].column))
    label = table.column(casting.roles["label"].column)
    late = [
        seen for seen in casting.free("label_time") if seen.kind == "time" and _comes_with(seen, label, start, table)
    ]
    if late:
        casting.roles["label_time"] = _first(late, "its times follow the predictions', and it is there with the label")


def _comes_with(seen: ColumnSeen, label: Any, start: Any, table: Any) -> bool:
    times = times_in(table.column(seen.name))
    if times is None or start is None or seen.missing != label.null_count:
        return False
    gaps = times.to_pandas() - start.to_pandas()
    return bool((gaps.dropna().dt.total_seconds() >= 0).all())


def _leave_out(casting: Casting, told: Mapping[str, str]) -> None:
    """What neither plays a role nor is a feature."""
    for seen in casting.features:
        if why := _no_feature(seen, casting):
            casting.left_out[seen.name] = why
    for column in told.values():
        casting.left_out.pop(column, None)


def _no_feature(seen: ColumnSeen, casting: Casting) -> str | None:
    truths = {found.column for role, found in casting.roles.items() if role in OF_LABELS}
    if plays_a_role(seen.name) or seen.name in truths:
        return "has the name of a role that another column plays, or none"
    if seen.kind == "text" and seen.is_unique:
        return "is different in every row, as an id is"
    return None


def _first(fitting: list[ColumnSeen], because: str) -> Found:
    others = [seen.name for seen in fitting[1:]]
    said = f"{because}; {_listed(others)} might be meant as well" if others else because
    return Found(column=fitting[0].name, because=said)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")  # noqa: PLR2004
