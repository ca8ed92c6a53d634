"""The ASGI app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from gateway.ephemeral import post_to_slack
from gateway.interactive import Interactive
from gateway.observed import healthz, metrics
from gateway.signatures import Signatures

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.ports import Ledger
    from gateway.ephemeral import Reply


def create_app(
    ledger: Ledger,
    *,
    signing_secret: str | None,
    clock: Callable[[], datetime],
    reply: Reply = post_to_slack,
) -> Starlette:
    """Slack's clicks at /slack/interactive, /metrics and /healthz, over one ledger.

    Without a signing secret there is no door for clicks: it would let anybody in. `reply` posts a sentence to the
    address at which only the clicker is answered. Raises ValueError for a blank secret.
    """
    routes = [Route("/metrics", metrics, methods=["GET"]), Route("/healthz", healthz, methods=["GET"])]
    if signing_secret is not None:
        door = Interactive(ledger, Signatures(signing_secret, clock), clock, reply)
        routes.append(Route("/slack/interactive", door.pressed, methods=["POST"]))
    app = Starlette(routes=routes)
    app.state.ledger = ledger
    return app
