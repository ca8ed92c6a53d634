"""Reading a stored profile without a class for each component says what whylogs' own way says."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitors.engines import whylogs_profiles
from monitors.engines.whylogs_components import _kind_of

AT = datetime(2026, 1, 5, tzinfo=UTC)
_SAID: dict[str, Any] = {
    "kll_doubles_sketch": lambda sketch: sketch.get_n() and sketch.get_quantiles([0.1, 0.5, 0.9]),
    "hll_sketch": lambda sketch: sketch.get_estimate(),
    "frequent_strings_sketch": lambda sketch: [sketch.get_estimate(each) for each in "abc"],
}


def a_payload(seed: int) -> bytes:
    dice = np.random.default_rng(seed)
    rows = pd.DataFrame({"number": dice.normal(size=300), "text": dice.choice(["a", "b", "c"], 300)})
    return whylogs_profiles.profile_frame(rows, at=AT)


def components_of(payload: bytes) -> dict[tuple[str, str], Any]:
    view = whylogs_profiles._view(payload)
    return {
        (name, path): component
        for name, column in view.get_columns().items()
        for metric in column.get_metric_names()
        for path, component in (
            (f"{metric}/{each}", getattr(column.get_metric(metric), each))
            for each in column.get_metric(metric).get_component_paths()
        )
    }


def said(value: Any) -> Any:
    """What a value says: itself, or the answers of a sketch."""
    return _SAID.get(type(value).__name__, lambda plain: plain)(value)


def test_every_component_says_what_whylogs_own_way_reads_of_it() -> None:
    from whylogs.core.metrics.metric_components import MetricComponent, Registries

    found = components_of(a_payload(0))
    kinds = set()
    for component in found.values():
        slowly = MetricComponent.from_protobuf(component.to_protobuf(), Registries())
        assert type(slowly) is not type(component)
        assert (slowly.mtype, slowly.type_id, said(slowly.value)) == (
            component.mtype,
            component.type_id,
            said(component.value),
        )
        kinds.add(component.mtype.__name__)
    assert kinds == {"int", "float", *_SAID}


def test_components_of_one_kind_share_a_class_and_no_value() -> None:
    number, text = (components_of(a_payload(0))[column, "counts/n"] for column in ("number", "text"))
    number.set(7)
    assert type(number) is type(text)
    assert (number.value, text.value) == (7, 300)


def test_a_merge_adds_up_what_was_read_apart() -> None:
    one, other = a_payload(0), a_payload(1)
    merged = whylogs_profiles.read_payload(whylogs_profiles.merge_once([one, other]))
    assert merged["number"].count == 600


def test_a_component_without_a_value_is_refused_in_the_words_of_whylogs() -> None:
    from whylogs.core.metrics import metric_components
    from whylogs.core.proto import MetricComponentMessage

    whylogs_profiles._view(a_payload(0))
    assert _kind_of(metric_components, None, 0) is None
    with pytest.raises(ValueError, match="must be set"):
        metric_components.MetricComponent.from_protobuf(MetricComponentMessage())
