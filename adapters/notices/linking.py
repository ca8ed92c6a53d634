"""Where a notice's reader finds more; the addresses come from the settings, and what is not set up gives no link."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from adapters.notices.panels import panel_of
from domain.notices import Link, Press, decision_in

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.notices import Notice

FLOW_RUN = "Flow run"
ESCALATED = "escalated "
_DASHBOARD = "driftwarden-model"
# Other trainers call their runs otherwise: a callable's is called after the folder of its order.
_FLOW_RUN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where people reach the gateway, Grafana and Prefect; None for what is not there."""

    public_url: str | None = None
    grafana_url: str | None = None
    prefect_ui_url: str | None = None


NOWHERE = Places()


def places_of(settings: Settings) -> Places:
    """Where the settings say that people reach things."""
    return Places(
        public_url=settings.public_url, grafana_url=settings.grafana_url, prefect_ui_url=settings.prefect_ui_url
    )


def run_fact(reference: str | None) -> tuple[tuple[str, str], ...]:
    """The fact by which a training's run in Prefect is linked; none for what is no flow run's id.

    >>> run_fact("7d6f3a52-5f6e-4c1e-9f0a-2d1f3c4b5a69")
    (('Flow run', '7d6f3a52-5f6e-4c1e-9f0a-2d1f3c4b5a69'),)
    >>> run_fact("flights/0123456789abcdef0123456789abcdef"), run_fact("never started"), run_fact(None)
    ((), (), ())
    """
    return ((FLOW_RUN, reference),) if reference and _FLOW_RUN_ID.fullmatch(reference) else ()


def linked(notice: Notice, places: Places) -> Notice:
    """The notice with the links that belong below it."""
    return replace(notice, links=(*notice.links, *links(notice, places)))


def links(notice: Notice, places: Places) -> tuple[Link, ...]:
    """The account of the decision, the model's dashboard at the panel of the chart, the run or the question in Prefect.

    What tells of a decision or asks a question has them, a reminder of it too; what else is said in a thread has none
    but a run of its own: the messages above it have them.
    """
    decides = decision_in(notice.key)
    asks = any(button.action == Press.APPROVE for button in notice.buttons)
    run = dict(notice.facts).get(FLOW_RUN)
    found = []
    # What was escalated into another channel has a thread of its own, which is no decision's.
    if places.public_url and (decides or (asks and not notice.key.startswith(ESCALATED))):
        found.append(Link(label="Why", url=f"{_at(places.public_url)}/decisions/{quote(decides or notice.thread)}"))
    if places.grafana_url and (decides or asks):
        wanted = urlencode({"var-model": notice.model, **panel_of(notice.chart)})
        found.append(Link(label="Dashboard", url=f"{_at(places.grafana_url)}/d/{_DASHBOARD}?{wanted}"))
    if places.prefect_ui_url and asks:
        key = quote(artifact_key(notice.model))
        found.append(Link(label="In Prefect", url=f"{_at(places.prefect_ui_url)}/artifacts/key/{key}"))
    if places.prefect_ui_url and run:
        found.append(Link(label="Flow run", url=f"{_at(places.prefect_ui_url)}/runs/flow-run/{quote(run)}"))
    return tuple(found)


def artifact_key(model: str) -> str:
    """Under which key Prefect shows a model's questions, each a version of the one before; it knows no underscore.

    >>> artifact_key("bike_demand")
    'bike-demand-approval'
    """
    return f"{model.replace('_', '-')}-approval"


def _at(url: str) -> str:
    return url.rstrip("/")
