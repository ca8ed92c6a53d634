"""Whether so much came as should have: a log that stopped says nothing, and that is no calm."""

from domain.signal_families import families, measured
from domain.signals import NO_ROWS, Signal, SignalState
from policies.evidence import Evidence
from policies.silences import model_silence, muted_signals, quiet_hours
from policies.situations import Situation
from policies.wording import named

# How much came, and whether it goes on to the window's end.
TRAFFIC = ("row_count", "throughput", "volume_change", "freshness")


def unusual_traffic(evidence: Evidence) -> tuple[Signal, ...]:
    """The breached signals of the whole traffic's volume that nobody muted."""
    muted = muted_signals(evidence)
    found = (evidence.named(name, evidence.window).get(None) for name in TRAFFIC if name not in muted)
    return tuple(signal for signal in found if signal is not None and signal.state is SignalState.BREACHED)


def what_is_unusual(evidence: Evidence) -> str | None:
    """That the traffic is not as it should be, with values and limits; None where it is, or nothing says otherwise."""
    unusual = unusual_traffic(evidence)
    if unusual:
        told = named([measured(family) for family in families(unusual)])
        return told if any(signal.rows for signal in unusual) else f"{_since(evidence)}: {told}"
    return NO_ROWS if _is_bare(evidence) else None


def kept_quiet(situation: Situation) -> tuple[str, ...]:
    """The reasons for which people are not told of unusual traffic now: a silence of the model, or quiet hours."""
    answers = (quiet_hours(situation), model_silence(situation.evidence))
    return tuple(answer for answer in answers if answer is not None)


def _since(evidence: Evidence) -> str:
    """Since when nothing came, as far back as the champion's windows are known."""
    for window in evidence.earlier(evidence.window):
        rows = [signal.rows for name in TRAFFIC for signal in evidence.named(name, window).values()]
        if any(rows):
            return f"no predictions since {window.end:%Y-%m-%d %H:%M} UTC"
    return "no predictions in the window"


def _is_bare(evidence: Evidence) -> bool:
    """Whether a signal says that there was no row, and none that counts rows is there, muted or not, to say so."""
    if any(evidence.named(name, evidence.window) for name in TRAFFIC):
        return False
    unknown = (signal for signal in evidence.signals if signal.state is SignalState.UNKNOWN and signal.segment is None)
    return any((signal.note or "").startswith(NO_ROWS) for signal in unknown)
