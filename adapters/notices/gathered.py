"""Many notices as one message: the same fault of many models, or a day's quiet news."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.notices.words import moment
from domain.digests import digest as digest_of
from domain.notices import Notice, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from domain.notices import Chart

# No model can be called so.
SEVERAL = "several models"
_NAMED = 10
_SAYINGS = 4
_PER_MODEL = 3
_FAULTS = {
    "drift": "{} drifted",
    "missing_share": "values of {} are missing",
    "out_of_range": "values of {} are out of range",
    "training_serving_skew": "{} differs from what was trained on",
    "unseen_categories": "{} has values that were never seen",
}
_LOUDNESS = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


def grouped(notices: Sequence[Notice], *, at: datetime) -> Notice:
    """Notices of several models with the same `group` as one message: up to ten models by name, the loudest first.

    It goes to the channel that they have in common, in a thread of its own, at `at`. Its key follows from theirs, in
    whatever order, so the same ones make the same message. It has no buttons: what is done, is done about one model.
    Raises ValueError without notices.
    """
    if not notices:
        raise ValueError("there is nothing to group")
    loudest = sorted(notices, key=lambda notice: (_LOUDNESS[notice.severity], notice.model))
    models = len({notice.model for notice in notices})
    fault = _fault(loudest[0].group)
    key = f"group {digest_of('group', *sorted(notice.key for notice in notices))}"
    return Notice(
        key=key,
        model=SEVERAL,
        thread=key,
        severity=loudest[0].severity,
        title=f"{models} models: {fault}" if fault else f"{models} models at once",
        paragraphs=(*_by_what_they_say(loudest), "Look first at what they all read: that is where it usually lies."),
        asides=(f"one of them: driftwarden explain {loudest[0].thread[:8]}, or with another's name",),
        created_at=at,
        channel=loudest[0].channel,
        owner=_owners(notices),
        chart=_chart_of(loudest[0]),
        group=loudest[0].group,
        gathers=tuple(notice.key for notice in notices),
    )


def digest(notices: Sequence[Notice], day: date, *, when: str, at: datetime) -> Notice:
    """A day's quiet news, model by model, to the channel that they have in common, at `at`.

    One message for each day, channel and `when`, the time of day for which it is meant (`08:00 Europe/Berlin`). Raises
    ValueError without notices.
    """
    if not notices:
        raise ValueError("there is nothing to tell of that day")
    by_model: dict[str, list[Notice]] = {}
    for notice in sorted(notices, key=lambda notice: (notice.model, notice.created_at)):
        by_model.setdefault(notice.model, []).append(notice)
    models = f"{len(by_model)} model{'' if len(by_model) == 1 else 's'}"
    channel = notices[0].channel
    key = " ".join(("digest", day.isoformat(), when, *([channel] if channel else [])))
    return Notice(
        key=key,
        model=SEVERAL,
        thread=key,
        severity=max((notice.severity for notice in notices), key=lambda severity: -_LOUDNESS[severity]),
        title=f"{day:%A}, {day.day} {day:%B}: news of {models}",
        paragraphs=("\n".join(_of_model(told, day) for told in by_model.values()),),
        created_at=at,
        channel=channel,
        gathers=tuple(notice.key for notice in notices),
    )


def _by_what_they_say(notices: Sequence[Notice]) -> tuple[str, ...]:
    """A line for what several say alike, with their names; ten models are named in all, and the others counted."""
    alike: dict[str, list[str]] = {}
    for notice in notices:
        alike.setdefault(notice.title.removeprefix(f"{notice.model}: "), []).append(notice.model)
    room, lines = _NAMED, []
    for said, models in list(alike.items())[:_SAYINGS]:
        named, room = models[:room], room - len(models[:room])
        lines.append(f"{_with_rest(named, len(models))}: {said}")
    more = sum(len(models) for models in list(alike.values())[_SAYINGS:])
    return (*lines, *((f"and {more} more, who say something else",) if more else ()))


def _with_rest(named: Sequence[str], count: int) -> str:
    """Some names, and how many more there are.

    >>> _with_rest(["a", "b"], 5), _with_rest([], 1)
    ('a, b and 3 more', '1 more')
    """
    rest = count - len(named)
    return " and ".join(filter(None, (", ".join(named), f"{rest} more" if rest else "")))


def _chart_of(notice: Notice) -> Chart | None:
    """One model's chart stands for all, and says whose it is."""
    return replace(notice.chart, title=f"{notice.model}: {notice.chart.title}") if notice.chart else None


def _fault(group: str | None) -> str | None:
    """`missing_share dep_delay` as people say it; None for notices of no group.

    >>> _fault("missing_share dep_delay"), _fault("entropy dep_delay")
    ('values of dep_delay are missing', 'entropy of dep_delay')
    """
    name, _, column = (group or "").partition(" ")
    return _FAULTS.get(name, f"{name} of {{}}").format(column) if column else group


def _of_model(notices: Sequence[Notice], day: date) -> str:
    """A line for a single piece of news, else a line each below the model's name."""
    prefix = f"{notices[0].model}: "
    news = [f"{notice.title.removeprefix(prefix)} ({_when(notice.created_at, day)})" for notice in notices]
    return f"{prefix}{news[0]}" if len(news) == 1 else f"{prefix.strip()}\n{_lines(news, _PER_MODEL)}"


def _when(at: datetime, day: date) -> str:
    return f"{at:%H:%M} UTC" if at.date() == day else moment(at)


def _lines(texts: Sequence[str], most: int) -> str:
    more = [f"and {len(texts) - most} more"] if len(texts) > most else []
    return "\n".join(f"- {text}" for text in [*texts[:most], *more])


def _owners(notices: Sequence[Notice]) -> str | None:
    return ", ".join(dict.fromkeys(notice.owner for notice in notices if notice.owner)) or None
