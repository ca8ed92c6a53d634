"""Who hears of a question in a round of the flow itself, as production runs it: where, when, and who is told next."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from prefect.logging import disable_run_logger
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_CSRF_SUPPORT_ENABLED, temporary_settings
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from driftwarden.local_slack.workspace import Channel
from flows.reconcile import reconcile
from flows.worlds import opened, watch_over
from tests.builders import MODEL
from tests.flows.builders import noon
from tests.flows.rounds import monitor
from tests.flows.stories import write_project
from tests.local_slack import CHANNEL_ID, TOKEN, LocalSlack, local_slack, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from starlette.requests import Request

    JSON = dict[str, Any]

FLIGHTS = Channel(id="C0FLIGHTS", name="flights", members=["U07ADA"])
NOW = noon(weeks=2)
AWAKE = NOW + timedelta(hours=2)
PEOPLE = {
    "owner": "U07ADA",
    "channel": "#flights",
    "quiet_hours": {"from": "11:00", "to": "14:00"},
    "escalate": {"after": "4h", "to": "U07BOB"},
}
APPROVAL = {"expires_after": "3d", "remind_before": "12h"}


@dataclass(slots=True, kw_only=True)
class ShyPrefect:
    """What stands in for Prefect's server: it holds no artifact and takes none, but notes what is brought to it."""

    api: str = ""
    brought: list[JSON] = field(default_factory=list)

    def app(self) -> Starlette:
        """Its two routes about artifacts; a refusal is an answer, so nothing is tried again."""

        async def look(_: Request) -> JSONResponse:
            return JSONResponse([])

        async def take(request: Request) -> JSONResponse:
            self.brought.append(await request.json())
            return JSONResponse({"detail": "no room"}, status_code=422)

        ways = (("/api/artifacts/filter", look), ("/api/artifacts/", take))
        return Starlette(routes=[Route(path, way, methods=["POST"]) for path, way in ways])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A project whose model's file says who its people are, a Slack, and a Prefect."""

    folder: Path
    slack: LocalSlack
    prefect: ShyPrefect

    def goes_round(self, at: datetime) -> list[JSON]:
        """One round of the flow, which meets no trouble; returns what it posted."""
        before = len(self.slack.messages)
        assert reconcile.fn(str(self.folder), None, at) == []
        return self.slack.messages[before:]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Before the round in which a challenger is trained, tried and asked about."""
    folder, prefect = write_project(tmp_path), ShyPrefect()
    file = folder / "models" / f"{MODEL}.yaml"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"people": PEOPLE, "approval": APPROVAL}))
    with opened(folder) as (project, world):
        monitor(watch_over(project.model(MODEL), project, world), NOW)
    with local_slack() as slack, serving(prefect.app()) as address:
        slack.workspace.channels[FLIGHTS.id] = FLIGHTS
        for name, value in (("BASE_URL", slack.base_url), ("TOKEN", TOKEN), ("CHANNEL", CHANNEL_ID)):
            monkeypatch.setenv(f"DRIFTWARDEN_SLACK_{name}", value)
        to_it = {PREFECT_API_URL: f"{address}/api", PREFECT_CLIENT_CSRF_SUPPORT_ENABLED: False}
        with temporary_settings(to_it), disable_run_logger():
            yield Scene(folder=folder, slack=slack, prefect=prefect)


def test_a_question_is_shown_by_prefect_told_when_its_people_are_awake_and_not_forgotten(scene: Scene) -> None:
    asks = f"{MODEL}: approve v2.1 in place of v1?"
    asleep = scene.goes_round(NOW)
    assert [post["text"] for post in asleep if asks in post["text"]] == []
    (shown,) = scene.prefect.brought
    assert (shown["key"], asks in shown["data"]) == (f"{MODEL}-approval", True)

    (question,) = (post for post in scene.goes_round(AWAKE) if asks in post["text"])
    assert question["channel"] == FLIGHTS.id
    assert "<@U07ADA>" in json.dumps(question)

    (escalated,) = scene.goes_round(AWAKE + timedelta(hours=4))
    assert (escalated["channel"], asks in escalated["text"]) == (FLIGHTS.id, True)
    assert "<@U07BOB>" in json.dumps(escalated)

    (reminder,) = scene.goes_round(NOW + timedelta(days=2, hours=12))
    assert (reminder["channel"], "still waits for an answer" in reminder["text"]) == (FLIGHTS.id, True)
