"""All models at a glance, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import MODEL_STATES, bad_above
from deploy.grafana.pages import METRICS_TAG, merged, page
from deploy.grafana.panels import HALF, bars, column, lines, number, rows, states
from deploy.grafana.queries import AMONG, came_about, model_state, state_of_those_now
from deploy.grafana.sources import PROMETHEUS, datasource, now, now_as_table, over_time, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard
    from grafana_foundation_sdk.builders.stat import Panel as Number
    from grafana_foundation_sdk.builders.statetimeline import Panel as States
    from grafana_foundation_sdk.builders.table import Panel as Table
    from grafana_foundation_sdk.builders.timeseries import Panel as Lines

_TO_MODEL = "/d/driftwarden-model/?var-model=${__value.raw}&${__url_time_range}"


def fleet() -> Dashboard:
    """Who needs a look now, how it has been, and what was done."""
    models = variable(
        "model",
        "Models",
        "Which models are shown.",
        "label_values(driftwarden_signal_state, model)",
        many=True,
        all_value=".*",
    )
    return page(
        "driftwarden-fleet",
        "Driftwarden: fleet",
        "All models, the worst first. Click on one in the table to see why.",
        tag=METRICS_TAG,
        since="now-30d",
        variables=(datasource(PROMETHEUS), models),
        rows=(
            ("Now", (*_counts(), _table())),
            ("Over time", (_timeline(), *_courses())),
        ),
    )


def _counts() -> tuple[Number, ...]:
    state = model_state()
    return (
        number(
            1,
            "Models",
            "How many models are watched. Fewer than you expect? Look at `driftwarden check`.",
            "none",
            now(f"count({state})"),
        ),
        number(
            2,
            "With a breach",
            "Models of which a signal is beyond its threshold. They are on top of the table.",
            "none",
            now(f"count({state} == 2) or vector(0)"),
            limits=bad_above(1),
        ),
        number(
            3,
            "With an unknown",
            "Models of which nobody can say whether they drift, and that have no breach. "
            "`driftwarden status` says why.",
            "none",
            now(f"count({state} == 1) or vector(0)"),
            limits=bad_above(1, 1e9),
        ),
        number(
            4,
            "Without news",
            "Models about which no policy has decided for two windows. They are not guarded: look "
            "at the dashboard operations.",
            "none",
            now(f"count({state} == 3) or vector(0)"),
            limits=bad_above(1),
        ),
        number(
            5,
            "Questions waiting",
            "Challengers that wait for a person's answer. Answer in Slack, or by `driftwarden approve`.",
            "none",
            now(f"sum(driftwarden_approvals_pending{{{AMONG}}}) or vector(0)"),
            limits=bad_above(1, 1e9),
        ),
        number(
            6,
            "On probation",
            "New champions that are still held against the one before. Nothing to do; they are "
            "rolled back if they do worse.",
            "none",
            now(f"sum(driftwarden_on_probation{{{AMONG}}}) or vector(0)"),
        ),
    )


def _table() -> Table:
    asked = {
        "A": model_state(),
        "B": f'sum by (model) (driftwarden_signals{{state="breached",{AMONG}}})',
        "C": f'sum by (model) (driftwarden_signals{{state="unknown",{AMONG}}})',
        "D": f"sum by (model) (driftwarden_signals{{{AMONG}}})",
        "E": f"max by (model, version) (driftwarden_champion_info{{{AMONG}}})",
        "F": f"time() - max by (model) (driftwarden_champion_promoted_timestamp_seconds{{{AMONG}}})",
        "G": f"time() - max by (model) (driftwarden_last_window_end_timestamp_seconds{{{AMONG}}})",
        "H": f"sum by (model) (driftwarden_approvals_pending{{{AMONG}}})",
        "I": f"sum by (model) (driftwarden_silences_active{{{AMONG}}})",
    }
    named = {
        "model": "Model",
        "Value #A": "State",
        "Value #B": "Breached",
        "Value #C": "Unknown",
        "Value #D": "Signals",
        "version": "Champion",
        "Value #F": "In force for",
        "Value #G": "Newest window",
        "Value #H": "Questions",
        "Value #I": "Silences",
    }
    drawn = rows(
        7,
        "Models, the worst first",
        "Open the first one: its dashboard shows which signal, since when, and what was done. A silenced model stays "
        "here in its state.",
        *(now_as_table(expr, ref=ref) for ref, expr in asked.items()),
        steps=merged(named, ("Time", "Value #E")),
        sorted_by="State",
    )
    drawn = column(drawn, "Model", link=("Open this model", _TO_MODEL))
    drawn = column(drawn, "State", looks=MODEL_STATES)
    drawn = column(drawn, "Breached", red_above=1)
    for name in ("In force for", "Newest window"):
        drawn = column(drawn, name, unit="s", decimals=1)
    return drawn


def _timeline() -> States:
    return states(
        8,
        "State of every model",
        "Those that are worst now come first: no news, breached, unknown, calm. A long red row is a model whom nothing "
        "has helped; red in all rows at once is an upstream column that they share.",
        *(
            over_time(state_of_those_now(state), "{{model}}", ref=ref)
            for state, ref in ((3, "A"), (2, "B"), (1, "C"), (0, "D"))
        ),
        looks=MODEL_STATES,
    )


def _courses() -> tuple[Lines, ...]:
    retrained = f"sum by (outcome) ({came_about(f'driftwarden_retrainings_total{{{AMONG}}}')})"
    promoted = f"sum by (kind) ({came_about(f'driftwarden_promotions_total{{{AMONG}}}')})"
    return (
        bars(
            9,
            "Retrainings",
            "Trainings that ended, by outcome. If they fail again and again, read the trainer's "
            "message in `driftwarden status`.",
            "none",
            over_time(retrained, "{{outcome}}", at_least="6h"),
            span=HALF,
        ),
        bars(
            10,
            "Changes of champion",
            "Promotions and roll-backs. Many roll-backs: trials let through what service "
            "does not confirm; make the trial's margins narrower or its hold-out longer.",
            "none",
            over_time(promoted, "{{kind}}", at_least="6h"),
            span=HALF,
        ),
        lines(
            11,
            "Decisions so far",
            "Every window ends in a decision for each policy. `retrain` that grows faster than "
            "promotions: the policy is too eager; replay it by `driftwarden backtest`.",
            "none",
            over_time(f"sum by (action) (driftwarden_decisions_total{{{AMONG}}})", "{{action}}"),
            steps=True,
        ),
        lines(
            12,
            "Cost of retraining so far",
            "In the trainers' own unit, seconds where they name none; the ten dearest. "
            "Set a budget gate in the policy if it grows too fast.",
            "none",
            over_time(f"topk(10, driftwarden_retraining_cost_total{{{AMONG}}})", "{{model}}"),
            steps=True,
        ),
    )
