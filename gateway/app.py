"""The ASGI app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from adapters.metrics.bounded import TOP
from gateway.decisions import decision_page
from gateway.observed import healthz, metrics
from gateway.own_metrics import OwnMetrics

if TYPE_CHECKING:
    from domain.ports import Ledger
    from gateway.people.desk import Accounts
    from gateway.people.http_door import HttpDoor


def create_app(ledger: Ledger, *, account_of: Accounts, door: HttpDoor | None = None, top: int = TOP) -> Starlette:
    """/metrics, /healthz, /decisions/{id} and, with a door for it, Slack's clicks at /slack/interactive.

    `account_of` says why a decision is what it is (see `gateway.people.desk`); `top` is how many columns of each
    signal /metrics shows one by one.
    """
    routes = [
        Route("/metrics", metrics, methods=["GET"]),
        Route("/healthz", healthz, methods=["GET"]),
        Route("/decisions/{id}", decision_page, methods=["GET"]),
    ]
    if door is not None:
        routes.append(Route("/slack/interactive", door.pressed, methods=["POST"]))
    app = Starlette(routes=routes)
    app.state.ledger = ledger
    app.state.own_metrics = OwnMetrics()
    app.state.top = top
    app.state.account_of = account_of
    return app
