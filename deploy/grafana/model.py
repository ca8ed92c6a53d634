"""One model: how well it does, what drifts, whether its data are whole, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import MODEL_STATES, YES_OR_NO, bad_above
from deploy.grafana.measures import drift, performance, quality
from deploy.grafana.pages import METRICS_TAG, page
from deploy.grafana.panels import THIRD, bars, lines, number
from deploy.grafana.queries import (
    NOT_PERFORMANCE,
    OF,
    came_about,
    happened,
    model_state,
    since_in_force,
)
from deploy.grafana.sources import PROMETHEUS, datasource, marked, now, over_time, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard
    from grafana_foundation_sdk.builders.stat import Panel as Number
    from grafana_foundation_sdk.builders.timeseries import Panel as Lines
    from grafana_foundation_sdk.cog.builder import Builder
    from grafana_foundation_sdk.models.dashboard import AnnotationQuery


def model() -> Dashboard:
    """One model, with what was done to it as marks in every panel."""
    metrics = f'label_values(driftwarden_signal_state{{{OF},subject="",signal!~"{NOT_PERFORMANCE}"}}, signal)'
    return page(
        "driftwarden-model",
        "Driftwarden: model",
        "How one model does, what drifts, whether its data are whole, and what was done about it.",
        tag=METRICS_TAG,
        since="now-90d",
        variables=(
            datasource(PROMETHEUS),
            variable("model", "Model", "Which model is shown.", "label_values(driftwarden_signal_state, model)"),
            variable("metric", "Metric", "By which measure its performance is shown.", metrics),
        ),
        annotations=_marks(),
        rows=(
            ("Now", _now()),
            ("Performance", performance()),
            ("Drift", drift()),
            ("Quality of its data", quality()),
            ("What was done", _deeds()),
        ),
    )


def _marks() -> tuple[Builder[AnnotationQuery], ...]:
    return (
        marked("Champion", "green", since_in_force(), "{{version}} is in force", value_is_time=True),
        marked("Retraining", "blue", happened(f"driftwarden_retrainings_total{{{OF}}}"), "retraining {{outcome}}"),
        marked("Roll-back", "red", happened(f'driftwarden_promotions_total{{{OF},kind="rolled back"}}'), "{{kind}}"),
        marked(
            "Verdict",
            "purple",
            f"1000 * driftwarden_trial_judged_timestamp_seconds{{{OF}}}",
            "a challenger was judged",
            value_is_time=True,
        ),
    )


def _now() -> tuple[Number, ...]:
    return (
        number(
            1,
            "State",
            "The worst of its signals. Breached: see below which. No news: no policy has decided for two "
            "windows, so see the dashboard operations.",
            "none",
            now(model_state()),
            looks=MODEL_STATES,
            span=3,
        ),
        number(
            2,
            "Champion",
            "The version in force.",
            "none",
            now(f"driftwarden_champion_info{{{OF}}}", "{{version}}"),
            names=True,
            span=3,
        ),
        number(
            3,
            "In force for",
            "How long this champion has been in force. Old and calm is good; old and breached asks for a retraining.",
            "s",
            now(f"time() - driftwarden_champion_promoted_timestamp_seconds{{{OF}}}"),
            span=3,
        ),
        number(
            4,
            "On probation",
            "Whether the champion is still held against the one before it. Nothing to do: it is "
            "rolled back if it does worse.",
            "none",
            now(f"driftwarden_on_probation{{{OF}}}"),
            looks=YES_OR_NO,
            span=3,
        ),
        number(
            5,
            "Newest window ended",
            "How old the newest measured window is. Models wait for their labels on purpose; "
            "compare with `ready_after`.",
            "s",
            now(f"time() - driftwarden_last_window_end_timestamp_seconds{{{OF}}}"),
            span=3,
        ),
        number(
            6,
            "Last decision",
            "How long ago a policy last decided. More than two windows: nothing guards this model.",
            "s",
            now(f"time() - driftwarden_last_decision_timestamp_seconds{{{OF}}}"),
            span=3,
        ),
        number(
            7,
            "Signals breached",
            "How many of its signals are beyond their threshold, of all subjects and slices.",
            "none",
            now(f'driftwarden_signals{{{OF},state="breached"}}'),
            limits=bad_above(1),
            span=3,
        ),
        number(
            8,
            "Questions waiting",
            "Challengers that wait for an answer. Press a button in Slack, or `driftwarden approve`.",
            "none",
            now(f"driftwarden_approvals_pending{{{OF}}}"),
            limits=bad_above(1, 1e9),
            span=3,
        ),
    )


def _deeds() -> tuple[Lines, ...]:
    return (
        lines(
            18,
            "Decisions so far",
            "By action and reason. `held back`: a gate kept the policy from acting, see "
            "`driftwarden explain`; `not known`: a condition had no evidence.",
            "none",
            over_time(f"driftwarden_decisions_total{{{OF}}}", "{{action}}, {{reason}}"),
            steps=True,
            span=THIRD,
        ),
        bars(
            19,
            "Retrainings",
            "Trainings that ended, by outcome. Failed ones say why in `driftwarden status`.",
            "none",
            over_time(came_about(f"driftwarden_retrainings_total{{{OF}}}"), "{{outcome}}", at_least="6h"),
            span=THIRD,
        ),
        bars(
            20,
            "Changes of champion",
            "Adopted, promoted and rolled back. See the dashboard trial for what each promotion rested on.",
            "none",
            over_time(came_about(f"driftwarden_promotions_total{{{OF}}}"), "{{kind}}", at_least="6h"),
            span=THIRD,
        ),
    )
