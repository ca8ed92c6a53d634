"""Whether Driftwarden itself works: its flows, its messages, its own metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.letters import PEOPLE
from deploy.grafana.looks import ALERT_STATES, UP_OR_DOWN, bad_above
from deploy.grafana.pages import page
from deploy.grafana.panels import THIRD, Column, Lines, Metric, Number, States, Table
from deploy.grafana.queries import AMONG, alerts
from deploy.grafana.shared import many_models
from deploy.grafana.sources import PROMETHEUS

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

_HOUR, _QUARTER_OF_AN_HOUR = 3600, 900


def _since_flow(flow: str) -> Metric:
    return Metric(f'time() - max(driftwarden_flow_last_run_timestamp_seconds{{flow="{flow}"}})')


NUMBERS = (
    Number(
        id=1,
        title="Exporter",
        says="Down: start `driftwarden metrics`, or read at its /metrics why the ledger cannot be read.",
        asks=(Metric('max(up{job="driftwarden"})'),),
        looks=UP_OR_DOWN,
    ),
    Number(
        id=2,
        title="Monitor ran",
        says="Every ten minutes. Much longer ago: Prefect's server or worker is down.",
        asks=(_since_flow("monitor"),),
        unit="s",
        limits=bad_above(_HOUR),
    ),
    Number(
        id=3,
        title="Reconcile ran",
        says="Every minute. Much longer ago: nothing is carried out or told.",
        asks=(_since_flow("reconcile"),),
        unit="s",
        limits=bad_above(_QUARTER_OF_AN_HOUR),
    ),
    Number(
        id=4,
        title="Undelivered",
        says="Messages on their way. Some are held back on purpose (quiet hours, digest).",
        asks=(Metric("max(driftwarden_outbox_undelivered)"),),
    ),
    Number(
        id=5,
        title="Given up",
        says="Messages that no repetition can bring through. `driftwarden doctor` says why, and sends them again.",
        asks=(Metric("max(driftwarden_outbox_dead_letters)"),),
        limits=bad_above(1),
    ),
    Number(
        id=6,
        title="Version",
        says="Of Driftwarden, as the exporter runs it. What each version changed: CHANGELOG.md.",
        asks=(Metric("max by (version) (driftwarden_build_info)", "{{version}}"),),
        is_name=True,
    ),
)
FLOWS = (
    Lines(
        id=7,
        title="Time since each flow ran",
        says="A saw that stays low. A line that climbs is a flow that stopped: look at Prefect's page of the "
        "deployment. The red line is at an hour, when the alert on monitor fires; reconcile has a quarter of an hour.",
        asks=(Metric("time() - driftwarden_flow_last_run_timestamp_seconds", "{{flow}}"),),
        unit="s",
        span=THIRD,
        red_line=_HOUR,
        empty="No flow has ever run",
    ),
    Lines(
        id=8,
        title="Troubles of the newest run",
        says="What a flow left undone because it could not do it. `driftwarden doctor` names each.",
        asks=(Metric("driftwarden_flow_troubles", "{{flow}}"),),
        span=THIRD,
        are_steps=True,
        empty="No flow has ever run",
    ),
    States(
        id=9,
        title="Alerts",
        says="What fires now or will soon, if the rules of deploy/prometheus are loaded. Green ones should, always. "
        "What to do: docs/runbook.md.",
        asks=(Metric(alerts(), "{{alertname}}"),),
        looks=ALERT_STATES,
        span=THIRD,
        height=8,
        empty="No alerts: Prometheus has not loaded the rules of deploy/prometheus",
    ),
)
_AGE = f"(time() - driftwarden_last_decision_timestamp_seconds{{{AMONG}}})"
_STILL = "Windows since its last decision"


def _of_model(expr: str) -> Metric:
    return Metric(f"max by (model) ({expr})")


STANDING_STILL = Table(
    id=13,
    title="Models by how long they stand still",
    says="More than two windows since its last decision: nothing guards the model. Look whether its log still grows, "
    "and run `driftwarden run` by hand. Empty where rows make windows: how many are missing, no clock can tell.",
    columns=(
        Column(name="Model", label="model"),
        Column(
            name=_STILL,
            ask=_of_model(f"topk(50, {_AGE} / on (model) driftwarden_window_period_seconds)"),
            decimals=1,
            red_above=2,
        ),
        Column(name="Last decision", ask=_of_model(_AGE), unit="s", decimals=1),
        Column(
            name="Newest window ended",
            ask=_of_model(f"time() - driftwarden_last_window_end_timestamp_seconds{{{AMONG}}}"),
            unit="s",
            decimals=1,
        ),
        Column(
            name="Length of its windows",
            ask=_of_model(f"driftwarden_window_seconds{{{AMONG}}}"),
            unit="s",
            decimals=1,
        ),
    ),
    sorted_by=(_STILL,),
)
METRICS = (
    Lines(
        id=14,
        title="Duration of a scrape",
        says="Reading the ledger is most of it. Beyond 20 s Prometheus gives up: look at the load of the database.",
        asks=(
            Metric('scrape_duration_seconds{job="driftwarden"}', "scrape"),
            Metric("driftwarden_ledger_read_seconds", "of which reading"),
        ),
        unit="s",
        red_line=20,
        empty="Never scraped: Prometheus knows no job called driftwarden",
    ),
    Lines(
        id=15,
        title="Series",
        says="Shown, and folded into _other. If the folded ones grow, a slicing column has got new values.",
        asks=(
            Metric('scrape_samples_scraped{job="driftwarden"}', "shown"),
            Metric(f"sum(driftwarden_signals_dropped{{{AMONG}}})", "folded"),
        ),
        unit="short",
        empty="Never scraped: Prometheus knows no job called driftwarden",
    ),
)


def operations() -> Dashboard:
    """Flows, messages, models that stand still, and the scrape itself."""
    return page(
        "driftwarden-operations",
        "Driftwarden: operations",
        "Whether Driftwarden itself works. What to do about each alert: docs/runbook.md.",
        reads=PROMETHEUS,
        since="now-24h",
        refresh="1m",
        variables=(many_models("Of which models the ages are shown."),),
        rows=(
            ("Now", NUMBERS),
            ("Flows", FLOWS),
            ("Messages and questions", PEOPLE),
            ("Models that stand still", (STANDING_STILL,)),
            ("Metrics", METRICS),
        ),
    )
