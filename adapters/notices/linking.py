"""Where a notice's reader finds more; the addresses come from the settings, and what is not set up gives no link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from domain.notices import Link, Press

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.notices import Notice

FLOW_RUN = "Flow run"
ESCALATED = "escalated "
_DASHBOARD = "driftwarden-model"


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


def linked(notice: Notice, places: Places) -> Notice:
    """The notice with the links that belong below it."""
    return replace(notice, links=(*notice.links, *links(notice, places)))


def links(notice: Notice, places: Places) -> tuple[Link, ...]:
    """The account of the decision, the model's dashboard, and the run or the question in Prefect.

    Answers in a thread have none but a run of their own: the message that opened it has them.
    """
    decides = notice.key == f"decision {notice.thread}"
    asks = any(button.action == Press.APPROVE for button in notice.buttons)
    run = dict(notice.facts).get(FLOW_RUN)
    found = []
    # What was escalated into another channel has a thread of its own, which is no decision's.
    if places.public_url and (decides or (asks and not notice.key.startswith(ESCALATED))):
        found.append(Link(label="Why", url=f"{_at(places.public_url)}/decisions/{quote(notice.thread)}"))
    if places.grafana_url and (decides or asks):
        wanted = urlencode({"var-model": notice.model})
        found.append(Link(label="Dashboard", url=f"{_at(places.grafana_url)}/d/{_DASHBOARD}?{wanted}"))
    if places.prefect_ui_url and asks:
        key = f"{notice.model.replace('_', '-')}-approval"
        found.append(Link(label="In Prefect", url=f"{_at(places.prefect_ui_url)}/artifacts/key/{quote(key)}"))
    if places.prefect_ui_url and run:
        found.append(Link(label="Flow run", url=f"{_at(places.prefect_ui_url)}/runs/flow-run/{quote(run)}"))
    return tuple(found)


def _at(url: str) -> str:
    return url.rstrip("/")
