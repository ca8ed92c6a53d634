"""Expressions that several panels share. They do without recording rules, so that they read backfilled history too."""

from __future__ import annotations

from domain import signal_families

# Names of signals by what they are about; whatever is in none of these is a measure of performance.
DRIFT = "drift|label_drift|domain_classifier|evidently_drift|evidently_drifted_share"
SHARES = "|".join(sorted(signal_families.SHARES))
LOG = "schema_changes|freshness|out_of_order|clock_skew|time_zones|untimed_rows"
TRAFFIC = "row_count|volume_change|throughput"
LATENCY = "latency_p[0-9_]+"
ESTIMATES = "estimated_.+|.+_estimate_error"
NOT_PERFORMANCE = "|".join((DRIFT, SHARES, LOG, TRAFFIC, LATENCY, ESTIMATES))

OF = 'model="$model"'
AMONG = 'model=~"$model"'

# How long there is to answer before a model's first open question lapses, and the rest of it (in seconds) at which the
# alert on it fires.
TIME_TO_ANSWER = f"max by (model) (driftwarden_approval_expires_timestamp_seconds{{{AMONG}}}) - time()"
URGENT = 12 * 3600


def model_state(moment: str = "", clock: str = "time()") -> str:
    """0 calm, 1 something unknown, 2 something breached, 3 no policy has decided for two windows: a model's worst.

    What stopped being measured keeps its last state in the ledger; without the last line it would stay green for good.
    Where rows make windows, no clock says when the next one is due, so such a model is never 3.
    """
    return f"""max by (model) (
        2 * (driftwarden_signals{{state="breached",{AMONG}}}{moment} > bool 0)
        or (driftwarden_signals{{state="unknown",{AMONG}}}{moment} > bool 0)
        or 0 * driftwarden_signals{{state="calm",{AMONG}}}{moment}
        or label_replace(3 * (({clock} - driftwarden_last_decision_timestamp_seconds{{{AMONG}}}{moment})
          > bool on (model) (2 * driftwarden_window_period_seconds{moment} + 3600)), "state", "stale", "", ""))"""


def state_of_those_now(state: int) -> str:
    """The course of `model_state` of those models that are in this state at the end of the time range."""
    at_the_end = model_state(" @ end()", "${__to:date:seconds}")
    return f"{model_state()} and on (model) ({at_the_end} == {state})"


def came_about(counter: str) -> str:
    """By how much a counter grew since one step ago; `increase` would guess beyond the samples and give fractions."""
    return f"clamp_min({counter} - {counter} offset $__interval, 0)"


def happened(counter: str) -> str:
    """A sample wherever a counter grew within the last step."""
    return f"({counter} - {counter} offset $__interval) > 0"


def since_in_force() -> str:
    """The moment (in milliseconds) since which a version is in force, with its name.

    Backfilled samples of the version before it do not end at once; they are left out because they are older.
    """
    since = f"driftwarden_champion_promoted_timestamp_seconds{{{OF}}}"
    named = f"(timestamp(driftwarden_champion_info{{{OF}}}) >= on (model) group_left () {since})"
    return f"0 * {named} + on (model) group_left () (1000 * {since})"


def worst_by_signal(where: str) -> str:
    """Breached where one of its subjects is, else unknown where one is: the numbers of the states do not say so."""
    state = f"driftwarden_signal_state{{{where}}}"
    return f"max by (signal) ({state} == 1) or max by (signal) ({state})"


def alerts() -> str:
    """0 where an alert fires that always should, 1 where one is pending, 2 where one fires."""
    ours = 'alertname=~"Driftwarden.+",alertname!="DriftwardenDelivers"'
    return f"""max by (alertname) (
        2 * ALERTS{{{ours},alertstate="firing"}} or ALERTS{{{ours},alertstate="pending"}}
        or 0 * ALERTS{{alertname=~"Watchdog|DriftwardenDelivers",alertstate="firing"}})"""
