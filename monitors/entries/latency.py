"""How long the answers took."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.entry import Entry, Task

Percentile = Annotated[float, Field(gt=0, lt=100)]


class LatencyP95(Entry):
    """The latency that 95 % of the predictions stay within."""

    monitor: Literal["latency_p95"] = Field(default="latency_p95", description="Names the monitor.")
    above: float = Field(default=500.0, gt=0, description="Breached by a 95th percentile above this, in milliseconds.")


class Latency(Entry):
    """The latencies that given percentages of the predictions stay within."""

    monitor: Literal["latency"] = Field(default="latency", description="Names the monitor.")
    percentiles: Annotated[tuple[Percentile, ...], Field(min_length=1)] = Field(
        default=(50, 95, 99), description="Which ones: each becomes a signal, such as latency_p99 or latency_p99_9."
    )
    above: dict[Percentile, Annotated[float, Field(gt=0)]] = Field(
        default={},
        description="Limits in milliseconds, such as {95: 300, 99: 1000}; a percentile without one is only reported.",
    )

    @model_validator(mode="after")
    def _limits_what_is_measured(self) -> Self:
        for percentile in self.above:
            if percentile not in self.percentiles:
                raise PydanticCustomError(
                    "percentile",
                    "above: {percentile} is not among the percentiles; add it there",
                    {"percentile": f"{percentile:g}"},
                )
        if len(set(self.percentiles)) < len(self.percentiles):
            raise PydanticCustomError("percentile", "percentiles: one of them is there twice; keep one")
        return self

    def signals(self, task: Task) -> tuple[str, ...]:
        """One for each percentile, in their order."""
        del task
        return tuple(percentile_name(percentile) for percentile in self.percentiles)


def percentile_name(percentile: float) -> str:
    """What the signal of a percentile is called.

    >>> percentile_name(95), percentile_name(99.9)
    ('latency_p95', 'latency_p99_9')
    """
    return f"latency_p{percentile:.12g}".replace(".", "_")
