"""What was measured and decided over it, and the columns of each kind."""

from typing import Any

from adapters.storage.evidence_tables import DecisionRow, DeedRow, ProfileRow, SampleRow, SignalRow
from adapters.storage.mapping import Kind
from domain.decisions import Decision
from domain.deeds import Deed
from domain.models import Segment
from domain.profiles import Profile
from domain.samples import Sample
from domain.signals import Signal
from domain.windows import Window

_Columns = dict[str, Any]


def _of_window(window: Window) -> _Columns:
    return {"window_start": window.start, "window_end": window.end}


def _text(segment: Segment | None) -> str | None:
    return str(segment) if segment else None


def _of_profile(profile: Profile) -> _Columns:
    return _of_window(profile.window) | {
        "id": profile.id,
        "model": profile.model,
        "origin": profile.origin,
        "segment": _text(profile.segment),
        "rows": profile.rows,
        "labels": profile.labels,
        "revision": profile.revision,
        "engine": profile.engine,
        "payload": profile.payload,
    }


def _of_sample(sample: Sample) -> _Columns:
    return _of_window(sample.window) | {
        "id": sample.id,
        "model": sample.model,
        "origin": sample.origin,
        "rows": sample.rows,
        "of_rows": sample.of_rows,
        "revision": sample.revision,
        "payload": sample.payload,
    }


def _of_signal(signal: Signal) -> _Columns:
    return _of_window(signal.window) | {
        "id": signal.id,
        "model": signal.model,
        "name": signal.name,
        "subject": signal.subject,
        "segment": _text(signal.segment),
        "value": signal.value,
        "baseline": signal.baseline,
        "threshold": signal.threshold,
        "low": signal.interval[0] if signal.interval else None,
        "high": signal.interval[1] if signal.interval else None,
        "state": signal.state.value,
        "rows": signal.rows,
        "maturity": signal.maturity.value,
        "revision": signal.revision,
        "note": signal.note,
    }


def _of_decision(decision: Decision) -> _Columns:
    return _of_window(decision.window) | {
        "id": decision.id,
        "model": decision.model,
        "policy": decision.policy,
        "action": decision.action.value,
        "reason": decision.reason.value,
        "because": decision.because,
        "decided_at": decision.decided_at,
        "amends_id": decision.amends,
    }


def _of_deed(deed: Deed) -> _Columns:
    return {
        "id": deed.id,
        "model": deed.model,
        "decision_id": deed.decision,
        "state": deed.state.value,
        "because": deed.because,
        "reference": deed.reference,
        "done_at": deed.done_at,
    }


PROFILES = Kind(name="profile", noun=Profile, row=ProfileRow, columns=_of_profile, apart=("payload",))
SAMPLES = Kind(name="sample", noun=Sample, row=SampleRow, columns=_of_sample, apart=("payload",))
SIGNALS = Kind(name="signal", noun=Signal, row=SignalRow, columns=_of_signal)
DECISIONS = Kind(name="decision", noun=Decision, row=DecisionRow, columns=_of_decision)
DEEDS = Kind(name="deed", noun=Deed, row=DeedRow, columns=_of_deed)
