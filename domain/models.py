"""What is watched: a version of a model, and slices of its traffic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ModelVersion:
    """One trained version of a named model."""

    model: str
    version: str

    def __str__(self) -> str:
        return f"{self.model} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Segment:
    """The slice of the traffic in which `column` equals `value`."""

    column: str
    value: str

    def __str__(self) -> str:
        return f"{self.column}={self.value}"
