"""How states and limits look, the same on every dashboard: legible to the colour-blind by their words."""

from __future__ import annotations

from collections.abc import Sequence

from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.models import dashboard

Looks = Sequence[dashboard.ValueMap]
Limits = tuple[tuple[float | None, str], ...]

CALM, UNKNOWN, BREACHED, SILENT = "semi-dark-green", "semi-dark-blue", "semi-dark-red", "#8e8e8e"
# All are legible on dark and on light. Unknown is blue, because some people cannot tell yellow from green.
NOTABLE = "dark-orange"


def _mapped(*looks: tuple[str, str, str]) -> dashboard.ValueMap:
    results = {
        value: dashboard.ValueMappingResult(text=text, color=color, index=index)
        for index, (value, text, color) in enumerate(looks)
    }
    return dashboard.ValueMap(options=results)


# As `driftwarden_signal_state` counts.
SIGNAL_STATES = [_mapped(("0", "calm", CALM), ("1", "breached", BREACHED), ("2", "unknown", UNKNOWN))]
# As `queries.model_state()` counts: the higher, the sooner to be looked at.
MODEL_STATES = [
    _mapped(("0", "calm", CALM), ("1", "unknown", UNKNOWN), ("2", "breached", BREACHED), ("3", "no news", SILENT))
]
# As the ledger's own columns say it.
STATE_WORDS = [
    _mapped(("calm", "calm", CALM), ("breached", "breached", BREACHED), ("unknown", "unknown", UNKNOWN)),
]
UP_OR_DOWN = [_mapped(("0", "down", BREACHED), ("1", "up", CALM))]
# As `queries.alerts` counts.
ALERT_STATES = [_mapped(("0", "as it should", CALM), ("1", "pending", NOTABLE), ("2", "firing", BREACHED))]
YES_OR_NO = [_mapped(("0", "no", CALM), ("1", "yes", NOTABLE))]


def bad_above(value: float) -> Limits:
    """Green, and red from there on."""
    return (None, CALM), (value, BREACHED)


def unknown_above(value: float) -> Limits:
    """Green, and from there on the colour of what cannot be told."""
    return (None, CALM), (value, UNKNOWN)


def notable_above(value: float) -> Limits:
    """Green, and from there on worth a look without being a fault."""
    return (None, CALM), (value, NOTABLE)


def thresholds(steps: Limits) -> building.ThresholdsConfig:
    """Colours from a value upwards; the first has no value."""
    found = [dashboard.Threshold(value=value, color=color) for value, color in steps]
    return building.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(found)


def plain() -> building.ThresholdsConfig:
    """No colours at all."""
    return thresholds(((None, "text"),))


def property_(id_: str, value: object) -> dashboard.DynamicConfigValue:
    """One thing that an override sets."""
    return dashboard.DynamicConfigValue(id_val=id_, value=value)
