"""The page for people: what it is given to draw, and what pressing on it does."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.local_slack import CHANNEL_ID, TOKEN, LocalSlack, local_slack, serving

BUTTON = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Yes"}, "value": "r|d"}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Why?"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Say"}}],
}
MESSAGE: dict[str, Any] = {
    "channel": CHANNEL_ID,
    "text": "May it?",
    "blocks": [{"type": "actions", "elements": [BUTTON]}],
}


class App:
    """An app that keeps what it is sent, and answers when it is let go."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.says: dict[str, Any] = {}
        self.gate = threading.Event()
        self.gate.set()

    def starlette(self) -> Starlette:
        def take() -> Response:
            self.gate.wait(5)
            return JSONResponse(self.says)

        async def kept(request: Request) -> Response:
            self.bodies.append((await request.body()).decode())
            return await run_in_threadpool(take)

        return Starlette(routes=[Route("/", kept, methods=["POST"])])


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[LocalSlack, App]]:
    app = App()
    with local_slack() as slack, serving(app.starlette()) as address:
        slack.request_url = f"{address}/"
        yield slack, app


@pytest.fixture
def slack(running: tuple[LocalSlack, App]) -> LocalSlack:
    running[0].clear()
    return running[0]


@pytest.fixture
def app(running: tuple[LocalSlack, App]) -> App:
    running[1].bodies.clear()
    running[1].says = {}
    return running[1]


@pytest.fixture
def ts(slack: LocalSlack) -> str:
    return str(WebClient(TOKEN, base_url=slack.base_url).chat_postMessage(**MESSAGE)["ts"])


def _gesture(slack: LocalSlack, **what: Any) -> httpx.Response:
    return httpx.post(f"{slack.address}/page/gesture", json={"user": "U07ADA", **what}, trust_env=False)


def _state(slack: LocalSlack, user: str = "U07ADA") -> Any:
    return httpx.get(f"{slack.address}/page/state", params={"user": user}, trust_env=False).json()


def test_the_page_and_what_it_needs_come_from_one_place(slack: LocalSlack) -> None:
    page = httpx.get(slack.address, trust_env=False).text
    assert "http://" not in page
    assert "https://" not in page
    for path in ("/page.css", "/page.js"):
        assert path in page
        assert httpx.get(slack.address + path, trust_env=False).status_code == 200


def test_pressing_on_the_page_sends_a_signed_click(slack: LocalSlack, app: App, ts: str) -> None:
    assert _gesture(slack, kind="press", ts=ts, action="approve").status_code == 204
    assert "block_actions" in app.bodies[0]
    assert "U07ADA" in app.bodies[0]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"kind": "press", "ts": "1.0", "action": "approve"}, "there is no message 1.0"),
        ({"kind": "submit"}, "no modal is open in front of U07ADA"),
        ({"kind": "press_home", "action": "explain"}, "U07ADA has no home tab yet"),
        ({"kind": "dance"}, "nobody can dance"),
        ({"kind": "press", "unknown": 1}, "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(slack: LocalSlack, what: dict[str, Any], says: str) -> None:
    refused = _gesture(slack, **what)
    assert refused.status_code == 400
    assert says in refused.text


def test_a_form_of_another_site_presses_nothing(slack: LocalSlack, app: App, ts: str) -> None:
    body = '{"kind":"press","user":"U07ADA","ts":"' + ts + '","action":"approve"}'
    url = f"{slack.address}/page/gesture"
    as_form = httpx.post(url, content=body, headers={"Content-Type": "text/plain"}, trust_env=False)
    rebound = httpx.post(
        url, content=body, headers={"Content-Type": "application/json", "Host": "evil.example"}, trust_env=False
    )
    assert (as_form.status_code, rebound.status_code) == (403, 403)
    assert app.bodies == []


def test_what_one_person_is_told_another_does_not_see(slack: LocalSlack, app: App) -> None:
    app.says = {"response_type": "ephemeral", "text": "only for Ada"}
    _gesture(slack, kind="command", text="status")
    assert [whisper["text"] for whisper in _state(slack)["whispers"]] == ["only for Ada"]
    assert _state(slack, "U07BOB")["whispers"] == []


def test_a_page_that_is_up_to_date_is_sent_nothing(slack: LocalSlack) -> None:
    version = _state(slack)["version"]
    again = httpx.get(f"{slack.address}/page/state", params={"user": "U07ADA", "since": version}, trust_env=False)
    assert (again.status_code, again.content) == (204, b"")


@pytest.mark.parametrize(
    ("says", "left"),
    [({}, []), ({"response_action": "errors", "errors": {"why": "say why"}}, [{"why": "say why"}])],
    ids=["closed", "refused"],
)
def test_who_looks_is_told_again_once_a_modal_has_closed_or_shows_what_is_missing(
    slack: LocalSlack, app: App, monkeypatch: pytest.MonkeyPatch, says: dict[str, Any], left: list[Any]
) -> None:
    slack.people.command("U07ADA", "status")
    trigger = next(reversed(slack.workspace.triggers))
    WebClient(TOKEN, base_url=slack.base_url).views_open(trigger_id=trigger, view=MODAL)
    seen: list[list[Any]] = []
    noticed = slack.workspace.changed

    def look_again() -> None:
        seen.append([view.get("errors") for view in slack.workspace.views.values()])
        noticed()

    monkeypatch.setattr(slack.workspace, "changed", look_again)
    app.says = says
    slack.people.submit("U07ADA", {})
    assert seen[-1] == left


def test_an_acknowledgement_that_comes_too_late_is_an_error_that_the_person_sees(
    slack: LocalSlack, app: App, ts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack.http_door, "ack_seconds", 0.2)
    app.gate.clear()
    _gesture(slack, kind="press", ts=ts, action="approve")
    app.gate.set()
    assert slack.whispered_to("U07ADA") == ["The app did not answer within three seconds (operation_timeout)."]
