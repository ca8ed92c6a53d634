"""The app on a port."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import uvicorn

from adapters.metrics.bounded import TOP
from gateway.app import create_app
from gateway.slack_doors import SlackAccess, slack_doors

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.ports import Ledger
    from gateway.people.desk import Accounts, Owners


def serve(
    ledger: Ledger,
    settings: Settings,
    *,
    host: str,
    port: int,
    account_of: Accounts,
    owners: Owners = dict,
    top: int = TOP,
) -> None:
    """Serve until interrupted. Clicks are taken with a signing secret (HTTP) or an app token (Socket Mode).

    `account_of` and `top` as `gateway.app.create_app` has them, `owners` as `gateway.people.desk` has it.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    logging.getLogger("gateway").setLevel(logging.INFO)
    with slack_doors(ledger, SlackAccess.of(settings), clock=_now, account_of=account_of, owners=owners) as doors:
        app = create_app(ledger, account_of=account_of, door=doors.http, top=top)
        uvicorn.run(app, host=host, port=port, log_level="info", access_log=False, server_header=False)


def _now() -> datetime:
    return datetime.now(UTC)
