"""GET /decisions/{id}: why a decision is what it is, on a page that links from messages lead to. No rows of data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from domain.errors import DriftwardenError, Unheard
from policies.explaining.account import question
from policies.explaining.telling import is_plain, link_told, unsaid, ways_told

if TYPE_CHECKING:
    from jinja2 import Template
    from starlette.requests import Request

    from policies.explaining.account import Account

_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store"}


def decision_page(request: Request) -> Response:
    """The account as a page: 404 for what the ledger does not hold, 503 with the reason when it cannot be read."""
    try:
        account = request.app.state.account_of(request.path_params["id"])
    except Unheard as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    except DriftwardenError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    return HTMLResponse(drawn(account), headers=_HEADERS)


def drawn(account: Account) -> str:
    """The account as HTML that needs nothing else; whatever a column or a trainer is called stays text."""
    return _template().render(
        account=account,
        decision=account.decision,
        sections=[(title, lines) for title, lines in _sections(account) if lines],
        rests_on=[link_told(link) for link in account.rests_on],
        is_plain=is_plain,
        unsaid=unsaid,
    )


def _sections(account: Account) -> list[tuple[str, list[str]]]:
    return [
        ("Held back by", [hold.because for hold in account.holds]),
        (question(account.decision).capitalize(), list(ways_told(account))),
        ("What changed", list(account.decision.what_changed)),
        ("What came of it", [link_told(link) for link in account.came_of_it]),
        ("To know", list(account.remarks)),
    ]


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("gateway", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("decision.html.j2")
