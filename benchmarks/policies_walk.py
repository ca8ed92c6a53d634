"""Along a stream with a trigger of a few lines: who serves which window, and how often was retrained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from benchmarks.policies_stream import Model, held_out_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.policies_stream import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The model that served each window of the stream, in order, and how many trainings were paid for."""

    models: tuple[Model, ...]
    retrainings: int

    def loss(self, stream: Stream) -> float:
        """The windows' mean losses, summed."""
        return sum(stream.mean(model, window) for model, window in zip(self.models, stream.served, strict=True))


class Trigger(Protocol):
    """Asked at the end of every window, in order."""

    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        """Whether to retrain at the end of window `now`, with `model` in force since window `since`.

        Features are known up to `now`, labels `stream.rows.delay` windows less.
        """
        ...


def walk(stream: Stream, trigger: Trigger, *, cooldown: int = 1) -> Walk:
    """Retrain whenever the trigger asks, at least `cooldown` windows apart.

    A training learns from what is labelled, of the kind that does best by then, and serves from the next window on.
    """
    model, since = stream.first_model, stream.first
    models: list[Model] = []
    retrained: list[int] = []
    for now in stream.served:
        models.append(model)
        asks = trigger.asks(stream, now, model, since)
        if asks and (not retrained or now - retrained[-1] >= cooldown):
            model, since = retrained_at(stream, now), now + 1
            retrained.append(now)
    return Walk(models=tuple(models), retrainings=len(retrained))


def retrained_at(stream: Stream, now: int) -> Model:
    """What a training at the end of a window gives."""
    until = now - stream.rows.delay
    return Model(kind=stream.best_kind(until), until=until, held_out=held_out_windows(stream.rows.length))


def by_calendar(stream: Stream, moments: Sequence[int]) -> Walk:
    """Retrain at the end of these windows."""
    return walk(stream, Calendar(frozenset(moments)))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Asks at the end of the windows named."""

    moments: frozenset[int]

    def asks(self, stream: Stream, now: int, model: Model, since: int) -> bool:
        """See `Trigger`."""
        return now in self.moments
