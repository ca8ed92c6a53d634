"""One noun for every shelf of a ledger; record, get and of mean the same on all of them."""

from typing import Any

from tests.builders import (
    a_candidate,
    a_decision,
    a_deed,
    a_probation,
    a_profile,
    a_promotion,
    a_request,
    a_run,
    a_sample,
    a_signal,
    a_silence,
    a_verdict,
    an_order,
)

STORY: list[tuple[str, Any]] = [
    ("profiles", a_profile()),
    ("samples", a_sample()),
    ("signals", a_signal()),
    ("decisions", a_decision()),
    ("deeds", a_deed()),
    ("orders", an_order()),
    ("runs", a_run()),
    ("candidates", a_candidate()),
    ("verdicts", a_verdict()),
    ("requests", a_request()),
    ("promotions", a_promotion()),
    ("probations", a_probation()),
    ("silences", a_silence()),
]
