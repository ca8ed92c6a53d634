"""What Prometheus and a supervisor ask: /metrics and /healthz. Both say why when they cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse, Response

from adapters.metrics import exposition
from adapters.metrics.exposition import CONTENT_TYPE
from domain.errors import DriftwardenError

if TYPE_CHECKING:
    from starlette.requests import Request


def metrics(request: Request) -> Response:
    """GET /metrics: 500 with the reason when the ledger cannot be read, so that the scrape fails and is seen."""
    try:
        return Response(exposition(request.app.state.ledger), media_type=CONTENT_TYPE)
    except DriftwardenError as error:
        return PlainTextResponse(f"{error}\n", status_code=500)


def healthz(request: Request) -> Response:
    """GET /healthz: 200 when the ledger answers, else 503 with the reason."""
    try:
        request.app.state.ledger.models()
    except DriftwardenError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    return JSONResponse({"status": "ok"})
