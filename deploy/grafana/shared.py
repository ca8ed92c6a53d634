"""What several dashboards on Prometheus have in common: questions, marks and the choice of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.grafana.panels import LOWER, UPPER, Metric
from deploy.grafana.queries import OF, came_about, happened, since_in_force
from deploy.grafana.sources import marked, variable

if TYPE_CHECKING:
    from grafana_foundation_sdk.builders.dashboard import QueryVariable

_MODELS = "label_values(driftwarden_signal_state, model)"


def many_models(says: str) -> QueryVariable:
    """Some models or all, as the variable `model`."""
    return variable("model", "Models", says, _MODELS, many=True, all_value=".*")


def one_model(says: str, *, found: str = _MODELS) -> QueryVariable:
    """One model, as the variable `model`."""
    return variable("model", "Model", says, found)


def came_of(counter: str, where: str, by: str) -> Metric:
    """How much a counter grew in each stretch of a day or more, by one of its labels."""
    return Metric(f"sum by ({by}) ({came_about(f'{counter}{{{where}}}')})", f"{{{{{by}}}}}", at_least="1d")


def with_interval(estimate: str, lower: str, upper: str, *, named: str) -> tuple[Metric, ...]:
    """An estimate and the ends of its interval, as `Lines.band` wants them."""
    return Metric(estimate, named), Metric(lower, LOWER), Metric(upper, UPPER)


CHAMPION_MARK = marked("Champion", "green", since_in_force(), "{{version}} is in force", value_is_time=True)
VERDICT_MARK = marked(
    "Verdict",
    "purple",
    f"1000 * driftwarden_trial_judged_timestamp_seconds{{{OF}}}",
    "a challenger was judged",
    value_is_time=True,
)
RETRAINING_MARK = marked(
    "Retraining", "blue", happened(f"driftwarden_retrainings_total{{{OF}}}"), "retraining {{outcome}}"
)
ROLL_BACK_MARK = marked(
    "Roll-back", "red", happened(f'driftwarden_promotions_total{{{OF},kind="rolled back"}}'), "{{kind}}"
)
