"""`driftwarden metrics`: the gateway over a project's ledger.

Nothing here reads logs or models, and nothing is imported that does: beside a fleet's metrics that would be half of the
memory.
"""

from __future__ import annotations

import socket
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from adapters.settings import Settings, quiet_the_libraries
from adapters.storage import open_ledger
from domain.errors import InvalidDocument
from driftwarden.explain import accounts_of
from driftwarden.owners import owners_in
from gateway.server import serve as serve_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def serve(project: Path, host: str, port: int | None, *, top: int) -> Iterator[str]:
    """Serve metrics, health, decisions and Slack's clicks until interrupted; yields first what is served.

    `top` is how many columns of each signal are shown one by one.
    """
    quiet_the_libraries()
    folder = project.resolve()
    settings = Settings().inside(folder)
    _must_be_a_project(folder)
    with closing(open_ledger(settings.ledger_url)) as ledger:
        at = port or settings.metrics_port
        _must_be_free(host, at)
        clicks = ", /slack/interactive" if settings.slack_signing_secret else ""
        yield f"http://{host}:{at} serves /metrics, /healthz, /decisions{clicks}; stop it with Ctrl-C"
        if settings.slack_app_token:
            yield "Slack's clicks also come through Socket Mode"
        elif not clicks:
            yield (
                "Slack's clicks are not taken: set DRIFTWARDEN_SLACK_SIGNING_SECRET (a public address), or "
                "DRIFTWARDEN_SLACK_APP_TOKEN (Socket Mode, without one)"
            )
        serve_app(
            ledger,
            settings,
            host=host,
            port=at,
            account_of=accounts_of(ledger),
            owners=partial(owners_in, folder),
            top=top,
        )


def _must_be_free(host: str, port: int) -> None:
    """The server itself would only log why it cannot listen."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (while")[0]
        remedy = "choose another with --host and --port, or DRIFTWARDEN_METRICS_PORT"
        raise InvalidDocument([f"{host}:{port}: cannot listen there ({why}); {remedy}"]) from error


def _must_be_a_project(folder: Path) -> None:
    """A ledger would be made in any folder, and its empty page would look like a fleet at peace."""
    if not (folder / "models").is_dir():
        remedy = "name the project's folder with --project, or write one with `driftwarden init`"
        raise InvalidDocument([f"{folder / 'models'}: no model to watch; {remedy}"])
