"""The app on a port."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import uvicorn

from gateway.app import create_app

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.ports import Ledger


def serve(ledger: Ledger, settings: Settings, *, host: str, port: int) -> None:
    """Serve until interrupted; with a Slack signing secret in the settings, clicks are taken as well."""
    secret = settings.slack_signing_secret
    app = create_app(ledger, signing_secret=secret.get_secret_value() if secret else None, clock=_now)
    uvicorn.run(app, host=host, port=port, log_level="info", access_log=False, server_header=False)


def _now() -> datetime:
    return datetime.now(UTC)
