"""Whether Driftwarden itself works: its flows, its messages, its own metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import ALERT_STATES, UP_OR_DOWN, bad_above
from deploy.grafana.pages import METRICS_TAG, merged, page
from deploy.grafana.panels import HALF, THIRD, column, lines, number, rows, states
from deploy.grafana.queries import AMONG, alerts
from deploy.grafana.sources import PROMETHEUS, datasource, now, now_as_table, over_time, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard
    from grafana_foundation_sdk.builders.stat import Panel as Number
    from grafana_foundation_sdk.cog.builder import Builder
    from grafana_foundation_sdk.models.dashboard import Panel as Built

_UNDELIVERED_SINCE = "driftwarden_outbox_oldest_undelivered_timestamp_seconds"


def operations() -> Dashboard:
    """Flows, messages, models that stand still, and the scrape itself."""
    models = variable(
        "model",
        "Models",
        "Of which models the ages are shown.",
        "label_values(driftwarden_signal_state, model)",
        many=True,
        all_value=".*",
    )
    return page(
        "driftwarden-operations",
        "Driftwarden: operations",
        "Whether Driftwarden itself works. What to do about each alert: docs/runbook.md.",
        tag=METRICS_TAG,
        since="now-24h",
        refresh="1m",
        variables=(datasource(PROMETHEUS), models),
        rows=(
            ("Now", _now()),
            ("Flows", _flows()),
            ("Messages and questions", _people()),
            ("Models that stand still", _ages()),
            ("Metrics", _scrapes()),
        ),
    )


def _now() -> tuple[Number, ...]:
    return (
        number(
            1,
            "Exporter",
            "Down: start `driftwarden metrics`, or read at its /metrics why the ledger cannot be read.",
            "none",
            now('max(up{job="driftwarden"})'),
            looks=UP_OR_DOWN,
        ),
        number(
            2,
            "Monitor ran",
            "Every ten minutes. Much longer ago: Prefect's server or worker is down.",
            "s",
            now('time() - max(driftwarden_flow_last_run_timestamp_seconds{flow="monitor"})'),
            limits=bad_above(3600),
        ),
        number(
            3,
            "Reconcile ran",
            "Every minute. Much longer ago: nothing is carried out or told.",
            "s",
            now('time() - max(driftwarden_flow_last_run_timestamp_seconds{flow="reconcile"})'),
            limits=bad_above(900),
        ),
        number(
            4,
            "Undelivered",
            "Messages on their way. Some are held back on purpose (quiet hours, digest).",
            "none",
            now("max(driftwarden_outbox_undelivered)"),
        ),
        number(
            5,
            "Given up",
            "Messages that no repetition can bring through. `driftwarden doctor` says why, and sends them again.",
            "none",
            now("max(driftwarden_outbox_dead_letters)"),
            limits=bad_above(1),
        ),
        number(
            6,
            "Version",
            "Of Driftwarden, as the exporter runs it.",
            "none",
            now("max by (version) (driftwarden_build_info)", "{{version}}"),
            names=True,
        ),
    )


def _flows() -> tuple[Builder[Built], ...]:
    return (
        lines(
            7,
            "Time since each flow ran",
            "A saw that stays low. A line that climbs is a flow that stopped: look at "
            "Prefect's page of the deployment.",
            "s",
            over_time("time() - driftwarden_flow_last_run_timestamp_seconds", "{{flow}}"),
            span=THIRD,
        ),
        lines(
            8,
            "Troubles of the newest run",
            "What a flow left undone because it could not do it. `driftwarden doctor` names each.",
            "none",
            over_time("driftwarden_flow_troubles", "{{flow}}"),
            steps=True,
            span=THIRD,
        ),
        states(
            9,
            "Alerts",
            "What fires now or will soon, if the rules of deploy/prometheus are loaded. Green ones should, "
            "always. What to do: docs/runbook.md.",
            over_time(
                alerts(),
                "{{alertname}}",
            ),
            looks=ALERT_STATES,
            span=THIRD,
            height=8,
        ),
    )


def _people() -> tuple[Builder[Built], ...]:
    return (
        lines(
            10,
            "Messages not delivered",
            "Undelivered that keeps growing: Slack is down or refuses; `driftwarden doctor` says what it answered.",
            "none",
            over_time("driftwarden_outbox_undelivered", "undelivered", ref="A"),
            over_time("driftwarden_outbox_dead_letters", "given up", ref="B"),
            steps=True,
            span=THIRD,
        ),
        lines(
            11,
            "Age of the oldest undelivered message",
            "Nothing is shown while all have arrived. More than an hour, and "
            "not held back on purpose: people hear nothing.",
            "s",
            over_time(f"time() - {_UNDELIVERED_SINCE}", "oldest"),
            span=THIRD,
        ),
        lines(
            12,
            "Age of the oldest question",
            "For each model that waits for an answer. Requests expire, after three days "
            "unless the model's file says otherwise.",
            "s",
            over_time(f"time() - driftwarden_approvals_oldest_asked_timestamp_seconds{{{AMONG}}}", "{{model}}"),
            span=THIRD,
        ),
    )


def _ages() -> tuple[Builder[Built], ...]:
    age = f"(time() - driftwarden_last_decision_timestamp_seconds{{{AMONG}}})"
    asked = {
        "A": f"topk(50, {age} / on (model) driftwarden_window_seconds)",
        "B": age,
        "C": f"time() - driftwarden_last_window_end_timestamp_seconds{{{AMONG}}}",
        "D": f"driftwarden_window_seconds{{{AMONG}}}",
    }
    named = {
        "model": "Model",
        "Value #A": "Windows since its last decision",
        "Value #B": "Last decision",
        "Value #C": "Newest window ended",
        "Value #D": "Length of its windows",
    }
    drawn = rows(
        13,
        "Models by how long they stand still",
        "More than two windows since its last decision: nothing guards the model. Look whether its log still "
        "grows, and run "
        "`driftwarden run` by hand.",
        *(now_as_table(f"max by (model) ({expr})", ref=ref) for ref, expr in asked.items()),
        steps=merged(named, ("Time",)),
        sorted_by="Windows since its last decision",
    )
    drawn = column(drawn, "Windows since its last decision", decimals=1, red_above=2)
    for name in ("Last decision", "Newest window ended", "Length of its windows"):
        drawn = column(drawn, name, unit="s", decimals=1)
    return (drawn,)


def _scrapes() -> tuple[Builder[Built], ...]:
    return (
        lines(
            14,
            "Duration of a scrape",
            "Reading the ledger is most of it. Beyond 20 s Prometheus gives up: look at the load of the database.",
            "s",
            over_time('scrape_duration_seconds{job="driftwarden"}', "scrape", ref="A"),
            over_time("driftwarden_ledger_read_seconds", "of which reading", ref="B"),
            span=HALF,
        ),
        lines(
            15,
            "Series",
            "Shown, and folded into _other. If the folded ones grow, a slicing column has got new values.",
            "short",
            over_time('scrape_samples_scraped{job="driftwarden"}', "shown", ref="A"),
            over_time(f"sum(driftwarden_signals_dropped{{{AMONG}}})", "folded", ref="B"),
            span=HALF,
        ),
    )
