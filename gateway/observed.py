"""What Prometheus and a supervisor ask: /metrics and /healthz. Both say why when they cannot answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse, Response

from adapters.metrics import exposition
from adapters.metrics.exposition import CONTENT_TYPE
from domain.errors import DriftwardenError

if TYPE_CHECKING:
    from starlette.requests import Request


def metrics(request: Request) -> Response:
    """GET /metrics: 500 with the reason when the ledger cannot be read, so that the scrape fails and is seen."""
    own = request.app.state.own_metrics
    try:
        page = exposition(request.app.state.ledger, now=datetime.now(UTC))
        own.scraped("answered")
        return Response(page + own.page(), media_type=CONTENT_TYPE)
    except DriftwardenError as error:
        own.scraped("failed")
        return PlainTextResponse(f"{error}\n", status_code=500)


def healthz(request: Request) -> Response:
    """GET /healthz: 200 when the ledger answers, else 503 with the reason."""
    try:
        request.app.state.ledger.models()
    except DriftwardenError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    return JSONResponse({"status": "ok"})
