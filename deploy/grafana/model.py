"""One model: how well it does, what drifts, whether its data are whole, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.looks import MODEL_STATES, YES_OR_NO, bad_above, notable_above
from deploy.grafana.measures import DRIFTS, PERFORMANCE, QUALITY
from deploy.grafana.pages import page
from deploy.grafana.panels import THIRD, Bars, Lines, Metric, Number
from deploy.grafana.queries import NOT_PERFORMANCE, OF, model_state
from deploy.grafana.shared import CHAMPION_MARK, RETRAINING_MARK, ROLL_BACK_MARK, VERDICT_MARK, came_of, one_model
from deploy.grafana.sources import PROMETHEUS, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import Dashboard


def _since(what: str) -> Metric:
    return Metric(f"time() - driftwarden_{what}_timestamp_seconds{{{OF}}}")


NUMBERS = (
    Number(
        id=1,
        title="State",
        says="The worst of its signals. Breached: see below which. No news: no policy has decided for two windows, so "
        "see the dashboard operations.",
        asks=(Metric(model_state()),),
        looks=MODEL_STATES,
        span=3,
    ),
    Number(
        id=2,
        title="Champion",
        says="The version in force. None: `driftwarden adopt` the one that serves.",
        asks=(Metric(f"driftwarden_champion_info{{{OF}}}", "{{version}}"),),
        is_name=True,
        span=3,
    ),
    Number(
        id=3,
        title="In force for",
        says="How long this champion has been in force. Old and calm is good; old and breached asks for a retraining.",
        asks=(_since("champion_promoted"),),
        unit="s",
        span=3,
    ),
    Number(
        id=4,
        title="On probation",
        says="Whether the champion is still held against the one before it. Nothing to do: it is rolled back if it "
        "does worse.",
        asks=(Metric(f"driftwarden_on_probation{{{OF}}}"),),
        looks=YES_OR_NO,
        span=3,
    ),
    Number(
        id=5,
        title="Newest window ended",
        says="How old the newest measured window is. Models wait for their labels on purpose; compare with "
        "`ready_after`.",
        asks=(_since("last_window_end"),),
        unit="s",
        span=3,
    ),
    Number(
        id=6,
        title="Last decision",
        says="How long ago a policy last decided. More than two windows: nothing guards this model.",
        asks=(_since("last_decision"),),
        unit="s",
        span=3,
    ),
    Number(
        id=7,
        title="Signals breached",
        says="How many of its signals are beyond their threshold, of all subjects and slices. The drawings below say "
        "which.",
        asks=(Metric(f'driftwarden_signals{{{OF},state="breached"}}'),),
        limits=bad_above(1),
        span=3,
    ),
    Number(
        id=8,
        title="Questions waiting",
        says="Challengers that wait for an answer. Press a button in Slack, or `driftwarden approve`.",
        asks=(Metric(f"driftwarden_approvals_pending{{{OF}}}"),),
        limits=notable_above(1),
        span=3,
    ),
)
DEEDS = (
    Lines(
        id=18,
        title="Decisions so far",
        says="By action and reason. `held back`: a gate kept the policy from acting, see `driftwarden explain`; "
        "`not known`: a condition had no evidence; `unusual traffic`: rows did not come as they should.",
        asks=(Metric(f"driftwarden_decisions_total{{{OF}}}", "{{action}}, {{reason}}"),),
        are_steps=True,
        span=THIRD,
        empty="No policy has decided",
    ),
    Bars(
        id=19,
        title="Retrainings",
        says="Trainings that ended, by outcome; `best_of` trains several at once. Why one failed, its trainer says in "
        "Slack and in `driftwarden explain` of the decision that ordered it.",
        asks=(came_of("driftwarden_retrainings_total", OF, "outcome"),),
        span=THIRD,
    ),
    Bars(
        id=20,
        title="Changes of champion",
        says="Adopted, promoted and rolled back. See the dashboard trial for what each promotion rested on.",
        asks=(came_of("driftwarden_promotions_total", OF, "kind"),),
        span=THIRD,
    ),
)


def model() -> Dashboard:
    """One model, with what was done to it as marks in every panel."""
    metrics = f'label_values(driftwarden_signal_state{{{OF},subject="",signal!~"{NOT_PERFORMANCE}"}}, signal)'
    return page(
        "driftwarden-model",
        "Driftwarden: model",
        "How one model does, what drifts, whether its data are whole, and what was done about it.",
        reads=PROMETHEUS,
        since="now-90d",
        variables=(
            one_model("Which model is shown."),
            variable("metric", "Metric", "By which measure its performance is shown.", metrics),
        ),
        annotations=(CHAMPION_MARK, RETRAINING_MARK, ROLL_BACK_MARK, VERDICT_MARK),
        rows=(
            ("Now", NUMBERS),
            ("Performance", PERFORMANCE),
            ("Drift", DRIFTS),
            ("Quality of its data", QUALITY),
            ("What was done", DEEDS),
        ),
    )
