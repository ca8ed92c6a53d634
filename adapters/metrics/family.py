"""A metric family, and the two texts that Prometheus reads one in.

Written by hand, because a fleet's page has hundreds of thousands of samples and prometheus_client makes objects of
each; a test holds every page against that library's writer and parser.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["counter", "gauge", "info"]

_NOT_FINITE = {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}
_SUFFIXES: dict[Kind, str] = {"counter": "_total", "gauge": "", "info": "_info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Samples under one name, to be read once: the values of `labels` and a number each.

    `name` is that of the samples, suffix and all.
    Raises ValueError for a counter that does not end in `_total` and for an info that does not end in `_info`.
    """

    name: str
    kind: Kind = "gauge"
    said: str
    labels: tuple[str, ...] = ()
    samples: Iterable[tuple[tuple[str, ...], float]]

    def __post_init__(self) -> None:
        if not self.name.endswith(_SUFFIXES[self.kind]):
            raise ValueError(f"{self.name} is of kind {self.kind}, so its name ends in {_SUFFIXES[self.kind]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A family over time: samples as in `Family`, each with its moment in seconds of Unix time, series by series."""

    family: Family
    samples: Iterable[tuple[tuple[str, ...], float, float]]


def text_page(families: Iterable[Family]) -> bytes:
    r"""The families in Prometheus' text format 0.0.4.

    >>> family = Family(name="rows", said="Rows.", labels=("model",), samples=[(('a"b',), 2.5)])
    >>> print(text_page([family]).decode(), end="")
    # HELP rows Rows.
    # TYPE rows gauge
    rows{model="a\"b"} 2.5
    """
    # The label texts of each list of names: several families are about the same hundred thousand signals.
    written: defaultdict[tuple[str, ...], dict[tuple[str, ...], str]] = defaultdict(dict)
    return b"".join([_block(family, written[family.labels]) for family in families])


def openmetrics_lines(courses: Iterable[Course]) -> Iterator[str]:
    """The courses in OpenMetrics 1.0 with timestamps, line by line, for `promtool tsdb create-blocks-from openmetrics`.

    Reference: https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
    """
    for course in courses:
        family = course.family
        bare = family.name.removesuffix(_SUFFIXES[family.kind])
        yield f"# HELP {bare} {_escaped(family.said)}\n# TYPE {bare} {family.kind}\n"
        for values, number, moment in course.samples:
            digits = repr(number)
            yield f"{family.name}{_labels(family.labels, values)} {_NOT_FINITE.get(digits, digits)} {moment:.3f}\n"
    yield "# EOF\n"


def _block(family: Family, written: dict[tuple[str, ...], str]) -> bytes:
    kind = "gauge" if family.kind == "info" else family.kind
    lines = [f"# HELP {family.name} {_escaped(family.said, quoted=False)}\n# TYPE {family.name} {kind}\n"]
    name, labels = family.name, family.labels
    for values, number in family.samples:
        text = written.get(values)
        if text is None:
            text = written[values] = _labels(labels, values)
        digits = repr(number)
        lines.append(f"{name}{text} {_NOT_FINITE.get(digits, digits)}\n")
    return "".join(lines).encode()


def _labels(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    if not names:
        return ""
    return "{" + ",".join([f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=True)]) + "}"


def _escaped(text: str, *, quoted: bool = True) -> str:
    if "\\" not in text and "\n" not in text and '"' not in text:
        return text
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quoted else text
