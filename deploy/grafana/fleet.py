"""All models at a glance, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import MODEL_STATES, bad_above, notable_above, unknown_above
from deploy.grafana.pages import page
from deploy.grafana.panels import Bars, Column, Lines, Metric, Number, States, Table
from deploy.grafana.queries import AMONG, TIME_TO_ANSWER, URGENT, model_state, state_of_those_now
from deploy.grafana.shared import came_of, many_models
from deploy.grafana.sources import PROMETHEUS

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard

_TO_MODEL = "/d/driftwarden-model/?var-model=${__value.raw}&${__url_time_range}"
_STATE = model_state()


def _age(timestamp: str) -> Metric:
    return Metric(f"time() - max by (model) (driftwarden_{timestamp}_timestamp_seconds{{{AMONG}}})")


def _sum(family: str, state: str = "") -> Metric:
    where = f'state="{state}",{AMONG}' if state else AMONG
    return Metric(f"sum by (model) (driftwarden_{family}{{{where}}})")


NUMBERS = (
    Number(
        id=1,
        title="Models",
        says="How many models are watched. Fewer than you expect? Look at `driftwarden check`.",
        asks=(Metric(f"count({_STATE})"),),
    ),
    Number(
        id=2,
        title="With a breach",
        says="Models of which a signal is beyond its threshold. They are on top of the table, below those without "
        "news.",
        asks=(Metric(f"count({_STATE} == 2) or vector(0)"),),
        limits=bad_above(1),
    ),
    Number(
        id=3,
        title="With an unknown",
        says="Models without a breach, of which it could not be told how some signal stands. `driftwarden status` "
        "says why.",
        asks=(Metric(f"count({_STATE} == 1) or vector(0)"),),
        limits=unknown_above(1),
    ),
    Number(
        id=4,
        title="Without news",
        says="Models about which no policy has decided for two windows. They are not guarded: look at the dashboard "
        "operations. One whose windows are made by rows is never counted: no clock says when its next is due.",
        asks=(Metric(f"count({_STATE} == 3) or vector(0)"),),
        limits=bad_above(1),
    ),
    Number(
        id=5,
        title="Questions waiting",
        says="Challengers that wait for a person's answer. Answer in Slack, or by `driftwarden approve`; the table "
        "says how long there is.",
        asks=(Metric(f"sum(driftwarden_approvals_pending{{{AMONG}}}) or vector(0)"),),
        limits=notable_above(1),
    ),
    Number(
        id=6,
        title="On probation",
        says="New champions that are still held against the one before. Nothing to do; they are rolled back if they do "
        "worse.",
        asks=(Metric(f"sum(driftwarden_on_probation{{{AMONG}}}) or vector(0)"),),
    ),
)
MODELS = Table(
    id=7,
    title="Models, the worst first",
    says="Open the first one: its dashboard shows which signal, since when, and what was done. A silenced model stays "
    "here in its state. An answer is due within the time left: unanswered, a question lapses and nothing is promoted.",
    columns=(
        Column(name="Model", label="model", link=("Open this model", _TO_MODEL), width=260),
        Column(name="State", ask=Metric(_STATE), looks=MODEL_STATES, width=110),
        Column(name="Breached", ask=_sum("signals", "breached"), red_above=1, width=100),
        Column(name="Unknown", ask=_sum("signals", "unknown"), width=100),
        Column(name="Signals", ask=_sum("signals"), width=90),
        Column(
            name="Champion",
            ask=Metric(f"max by (model, version) (driftwarden_champion_info{{{AMONG}}})"),
            label="version",
            width=120,
        ),
        Column(name="In force for", ask=_age("champion_promoted"), unit="s", decimals=1),
        Column(name="Newest window", ask=_age("last_window_end"), unit="s", decimals=1),
        Column(name="Questions", ask=_sum("approvals_pending"), width=110),
        Column(name="Time left", ask=Metric(TIME_TO_ANSWER), unit="s", decimals=1, red_below=URGENT),
        Column(name="Silences", ask=_sum("silences_active"), width=95),
    ),
    sorted_by=("State", "Breached"),
    height=14,
)
OVER_TIME = (
    States(
        id=8,
        title="State of every model",
        says="Those that are worst now come first: no news, breached, unknown, calm. A long red row is a model whom "
        "nothing has helped; red in all rows at once is an upstream column that they share.",
        asks=tuple(Metric(state_of_those_now(state), "{{model}}") for state in (3, 2, 1, 0)),
        looks=MODEL_STATES,
        height=12,
        empty="No model was measured in this time range",
    ),
    Bars(
        id=9,
        title="Retrainings",
        says="Trainings that ended, by outcome. If they fail again and again, read the trainer's own message: it is "
        "in Slack and in `driftwarden explain` of the decision that ordered the training.",
        asks=(came_of("driftwarden_retrainings_total", AMONG, "outcome"),),
    ),
    Bars(
        id=10,
        title="Changes of champion",
        says="Promotions and roll-backs. Many roll-backs: trials let through what service does not confirm; make the "
        "trial's margins narrower or its hold-out longer.",
        asks=(came_of("driftwarden_promotions_total", AMONG, "kind"),),
    ),
    Lines(
        id=11,
        title="Decisions so far",
        says="Every window ends in a decision for each policy. `retrain` that grows faster than promotions: the "
        "policy is too eager; replay it by `driftwarden backtest`.",
        asks=(Metric(f"sum by (action) (driftwarden_decisions_total{{{AMONG}}})", "{{action}}"),),
        are_steps=True,
    ),
    Lines(
        id=12,
        title="Cost of retraining so far",
        says="In the trainers' own unit, seconds where they name none; the ten dearest. Set a budget gate in the "
        "policy if it grows too fast.",
        asks=(Metric(f"topk(10, driftwarden_retraining_cost_total{{{AMONG}}} > 0)", "{{model}}"),),
        are_steps=True,
        empty="No retraining has cost anything yet",
    ),
)


def fleet() -> Dashboard:
    """Who needs a look now, how it has been, and what was done."""
    return page(
        "driftwarden-fleet",
        "Driftwarden: fleet",
        "All models, the worst first. Click on one in the table to see why.",
        reads=PROMETHEUS,
        since="now-30d",
        variables=(many_models("Which models are shown."),),
        rows=(("Now", (*NUMBERS, MODELS)), ("Over time", OVER_TIME)),
    )
