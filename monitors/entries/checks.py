"""One rule that a column's values keep, and paths to the user's own code."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

DOTTED_PATH = r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$"
DottedPath = Annotated[str, Field(pattern=DOTTED_PATH)]
Bound = Annotated[float, Field(allow_inf_nan=False)] | None


def _readable(pattern: str) -> str:
    """Refuse what RE2, the engine that counts the rows, cannot read: look-arounds and back-references, for example."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid as error:
        raise PydanticCustomError("pattern", "{told} (RE2 syntax)", {"told": str(error)}) from error
    return pattern


def _rising(between: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = between
    if low is None and high is None:
        raise PydanticCustomError("between", "write at least one end, such as [0, null]")
    if low is not None and high is not None and low > high:
        raise PydanticCustomError("between", "{low} is above {high}; swap them", {"low": low, "high": high})
    return between


class Check(BaseModel):
    """One rule about one column. Missing values break `not_null` and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    column: str = Field(min_length=1, description="The column that the rule is about.")
    between: Annotated[tuple[Bound, Bound], AfterValidator(_rising)] | None = Field(
        default=None,
        description="Numbers from the first to the second, both included; null for no end. Other values break it.",
    )
    # Called `in` in the file, which is a word of Python's.
    among: Annotated[tuple[bool | int | float | str, ...], Field(min_length=1)] | None = Field(
        default=None, alias="in", description="One of these values; text is not a number: 1 is not '1'."
    )
    matches: Annotated[str, AfterValidator(_readable)] | None = Field(
        default=None, description="The whole value, as text, matches this regular expression (RE2 syntax)."
    )
    not_null: Literal[True] | None = Field(default=None, description="true: a value is there, and it is not NaN.")
    at_most: float | None = Field(
        default=None, ge=0, lt=1, description="Breached by a share of rows above this; the entry's at_most if absent."
    )

    @property
    def rule(self) -> tuple[str, Any]:
        """The key of the rule, as in the file, and what it says."""
        rules = {"between": self.between, "in": self.among, "matches": self.matches, "not_null": self.not_null}
        return next((key, said) for key, said in rules.items() if said is not None)

    @property
    def in_words(self) -> str:
        """The rule as a person would say it, such as `temp between -40 and 60`."""
        key, said = self.rule
        return f"{self.column} {_WORDS[key](said)}"

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = [self.between, self.among, self.matches, self.not_null]
        if sum(rule is not None for rule in given) != 1:
            raise PydanticCustomError(
                "rule", "a check has exactly one of between, in, matches and not_null; split it, or add one"
            )
        return self


def _between(between: tuple[float | None, float | None]) -> str:
    low, high = between
    if low is None:
        return f"at most {high:.12g}"
    return f"at least {low:.12g}" if high is None else f"between {low:.12g} and {high:.12g}"


def _in(among: tuple[Any, ...]) -> str:
    return f"in {', '.join(map(str, among))}"


def _matches(pattern: str) -> str:
    return f"matches {pattern}"


def _not_null(_: bool) -> str:  # noqa: FBT001  (it is always true)
    return "not null"


_WORDS: dict[str, Callable[[Any], str]] = {"between": _between, "in": _in, "matches": _matches, "not_null": _not_null}
