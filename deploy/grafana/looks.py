"""How states and limits look, the same on every dashboard: legible to the colour-blind by their words."""

from __future__ import annotations

from grafana_foundation_sdk.builders import dashboard as building
from grafana_foundation_sdk.models import dashboard

CALM, UNKNOWN, BREACHED, SILENT = "semi-dark-green", "light-yellow", "semi-dark-red", "#8e8e8e"


def _mapped(*looks: tuple[str, str, str]) -> dashboard.ValueMap:
    results = {
        value: dashboard.ValueMappingResult(text=text, color=color, index=index)
        for index, (value, text, color) in enumerate(looks)
    }
    return dashboard.ValueMap(options=results)


# As `driftwarden_signal_state` counts.
SIGNAL_STATES = [_mapped(("0", "calm", CALM), ("1", "breached", BREACHED), ("2", "unknown", UNKNOWN))]
# As `queries.MODEL_STATE` counts: the higher, the sooner to be looked at.
MODEL_STATES = [
    _mapped(("0", "calm", CALM), ("1", "unknown", UNKNOWN), ("2", "breached", BREACHED), ("3", "no news", SILENT))
]
# As the ledger's own columns say it.
STATE_WORDS = [
    _mapped(("calm", "calm", CALM), ("breached", "breached", BREACHED), ("unknown", "unknown", UNKNOWN)),
]
UP_OR_DOWN = [_mapped(("0", "down", BREACHED), ("1", "up", CALM))]
# As `queries.alerts` counts.
ALERT_STATES = [_mapped(("0", "as it should", CALM), ("1", "pending", UNKNOWN), ("2", "firing", BREACHED))]
YES_OR_NO = [_mapped(("0", "no", CALM), ("1", "yes", UNKNOWN))]


def limits(*steps: tuple[float | None, str]) -> building.ThresholdsConfig:
    """Colours from a value upwards; the first has no value."""
    found = [dashboard.Threshold(value=value, color=color) for value, color in steps]
    return building.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(found)


def bad_above(warning: float, worse: float | None = None) -> building.ThresholdsConfig:
    """Green, then yellow, then red where there is a second limit; red at once where there is none."""
    if worse is None:
        return limits((None, CALM), (warning, BREACHED))
    return limits((None, CALM), (warning, UNKNOWN), (worse, BREACHED))
