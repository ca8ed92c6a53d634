"""A project with secrets and users planted in it, through a breach, a question, a click, trouble and a failed delivery.

`everything_that_leaves` plays it by the real flows and gives back every text that left, by where it went.
"""

from __future__ import annotations

import contextlib
import logging
import os
import traceback
from collections import defaultdict
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import httpx
import pytest
import yaml

from adapters.apprise_messenger import AppriseMessenger
from adapters.settings import Settings
from domain.errors import DeliveryFailed, DriftwardenError
from domain.notices import Press
from domain.windows import Window
from driftwarden.commands import adopt_model, status_of, write_evidently
from driftwarden.explain import accounts_of, explanation
from driftwarden.local_slack.server import LocalSlack, local_slack, serving
from driftwarden.local_slack.workspace import APP_TOKEN, CHANNEL_ID, SIGNING_SECRET, TOKEN
from driftwarden.prefect_here import in_process
from flows.worlds import opened
from gateway.app import create_app
from gateway.slack_doors import SlackAccess, slack_doors
from tests.planting import APPRISE_PASSWORD, CLUMSY, DATABASE_PASSWORD, MODEL, S3_SECRET, plant
from tests.receivers import webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ports import World

_LOGS: dict[str, dict[str, Any]] = {
    "from-database": {
        "database": "postgresql://ada:${PLANTED_PASSWORD}@127.0.0.1:1/log",
        "predictions": "served",
        "labels": "truth",
    },
    "from-s3": {"predictions": "s3://planted/served", "s3": {"endpoint": "http://127.0.0.1:1"}},
}
Outgoing = dict[str, str]


class _Kept:
    """Every record that any logger makes, whatever handlers come and go, as a handler would write it."""

    def __init__(self) -> None:
        self.text = ""

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        """Make the record and keep it with its traceback."""
        record = logging.LogRecord(*args, **kwargs)
        self.text += f"{record.name}: {logging.Formatter().format(record)}\n"
        return record


def everything_that_leaves(project: Path) -> Outgoing:
    """Play it in a new folder; what the environment and the loggers were before, they are again."""
    now, kept, before = datetime.now(UTC), _Kept(), dict(os.environ)
    plant(project, now)
    with ExitStack() as stack:
        stack.callback(_put_back, before, logging.getLogger().level)
        slack = stack.enter_context(local_slack())
        _set(slack, project)
        stack.enter_context(in_process())
        logging.setLogRecordFactory(kept)
        logging.getLogger().setLevel(logging.DEBUG)
        said = _play(project, slack, now)
    said["log records"] = kept.text
    return said


def _set(slack: LocalSlack, project: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("DRIFTWARDEN_", "PREFECT_API"))]:
        del os.environ[name]
    os.environ |= {
        "PREFECT_HOME": str(project / ".prefect"),
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "DRIFTWARDEN_SLACK_TOKEN": TOKEN,
        "DRIFTWARDEN_SLACK_APP_TOKEN": APP_TOKEN,
        "DRIFTWARDEN_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "DRIFTWARDEN_SLACK_CHANNEL": CHANNEL_ID,
        "DRIFTWARDEN_SLACK_BASE_URL": slack.base_url,
        "PLANTED_PASSWORD": DATABASE_PASSWORD,
        "AWS_ACCESS_KEY_ID": "planted",
        "AWS_SECRET_ACCESS_KEY": S3_SECRET,
    }


def _play(project: Path, slack: LocalSlack, now: datetime) -> Outgoing:
    from driftwarden.one_round import run_once

    said: Outgoing = defaultdict(str)
    learned = Window(start=now - timedelta(days=55), end=now - timedelta(days=22))
    for model in (MODEL, CLUMSY):
        said["command line"] += adopt_model(project, model, learned, now - timedelta(days=8))
    slack.break_next()
    os.environ["PLANTED_STUMBLE"] = "yes"
    for _ in range(2):
        said["command line"] += repr(run_once(project, None, None))
    with opened(project) as (read, world), _gateway(world, slack) as gateway:
        _press_everything(slack)
        said["command line"] += repr(run_once(project, None, None))
        said["metrics"] = httpx.get(f"{gateway}/metrics").text
        for name in (MODEL, CLUMSY):
            for decision in world.ledger.decisions.of(name):
                said["pages"] += httpx.get(f"{gateway}/decisions/{decision.id}").text
                said["explanations"] += f"{explanation(project, decision.id)!r} {decision!r}"
        said["mails"] = _by_apprise(world, project)
        said["exceptions"] = _refusals(project, learned)
        said["command line"] += str(status_of(project))
        newest = world.ledger.decisions.of(MODEL)[-1]
        said["report"] = "".join(write_evidently(project, newest.id, None, project / "report.html", None))
        said["undelivered"] = repr(world.ledger.outbox.undelivered())
        assert read.problems == ()
    said["report"] += (project / "report.html").read_text(encoding="utf-8")
    said["artifacts"] = _artifacts()
    said["slack"] = unquote_plus("\n".join(slack.bodies)) + repr(slack.messages) + repr(slack.workspace.whispers)
    return said


@contextlib.contextmanager
def _gateway(world: World, slack: LocalSlack) -> Iterator[str]:
    access, accounts = SlackAccess.of(Settings()), accounts_of(world.ledger)
    with ExitStack() as stack:
        doors = stack.enter_context(
            slack_doors(world.ledger, access, clock=lambda: datetime.now(UTC), account_of=accounts)
        )
        app = create_app(world.ledger, account_of=accounts, door=doors.http)
        address = stack.enter_context(serving(app))
        slack.request_url = f"{address}/slack/interactive"
        yield address


def _press_everything(slack: LocalSlack) -> None:
    """Approve what is asked, and look at every explanation."""
    for message in [*slack.messages]:
        for block in message.get("blocks") or []:
            for element in block.get("elements") or []:
                if element.get("action_id") in {Press.APPROVE, Press.EXPLAIN}:
                    slack.people.press("U07ADA", message["ts"], element["action_id"])


def _by_apprise(world: World, project: Path) -> str:
    """The same notices by way of Apprise, and what is said when its address is down."""
    with webhook() as hook:
        address = f"json://ada:{APPRISE_PASSWORD}@{hook.host}"
        messenger = AppriseMessenger([address], project)
        notices = [notice for model in (MODEL, CLUMSY) for notice in world.ledger.outbox.of(model)]
        assert notices
        for notice in notices:
            messenger.deliver(notice, thread=None)
        hook.statuses = [503]
        with pytest.raises(DeliveryFailed) as refusal:
            messenger.deliver(notices[0], thread=None)
        return f"{hook.posted} {_in_full(refusal.value)}"


def _refusals(project: Path, learned: Window) -> str:
    """What is raised over logs that cannot be reached, with the whole chain of causes."""
    said = ""
    text = (project / "models" / f"{MODEL}.yaml").read_text(encoding="utf-8")
    for name, log in _LOGS.items():
        document = yaml.safe_load(text)
        document["model"], document["log"] = name, {"columns": document["log"]["columns"], **log}
        file = project / "models" / f"{name}.yaml"
        file.write_text(yaml.safe_dump(document), encoding="utf-8")
        with pytest.raises(DriftwardenError) as refusal:
            adopt_model(project, name, learned, learned.end)
        said += _in_full(refusal.value)
        file.unlink()
    return said


def _in_full(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def _artifacts() -> str:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        found: Any = client.read_artifacts()
        assert found
        return "\n".join(f"{artifact.description} {artifact.data}" for artifact in found)


def _put_back(environment: dict[str, str], level: int) -> None:
    os.environ.clear()
    os.environ.update(environment)
    logging.setLogRecordFactory(logging.LogRecord)
    logging.getLogger().setLevel(level)
    # Its temporary server says goodbye at the end of the process, when the streams of tests are closed.
    logging.getLogger("prefect").setLevel(logging.CRITICAL)
