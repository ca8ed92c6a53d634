"""Each check says what is to be mended, and nothing where all is well."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from domain.notices import Press
from driftwarden.doctor import letters, machinery, models, slack_access
from driftwarden.doctor.findings import Examined, Finding, State
from flows.projects import Project
from tests.builders import MODEL, a_button, a_candidate, a_decision, a_notice, a_request, a_verdict, an_artifact
from tests.flows.builders import a_champion, a_watch, noon, watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.doctor.visiting import Check
    from flows.watch import Watch

HOUR = timedelta(hours=1)
NOW = noon(weeks=1)


def examined(watch: Watch, *, problems: tuple[str, ...] = (), folder: Path = Path()) -> Examined:
    project = Project(folder=folder, models=(), problems=problems)
    return Examined(project=project, world=watch.world, watches=(watch,), now=NOW)


def the_finding(check: Check, looked_at: Examined) -> Finding:
    (finding,) = check(looked_at)
    return finding


def a_dead_letter(watch: Watch) -> None:
    notice = a_notice(key="request r", title="May v2 replace v1?", buttons=(a_button(action=Press.APPROVE),))
    watch.ledger.outbox.queue(notice)
    watch.ledger.outbox.bury("request r", why="Slack refused the message: invalid_blocks", at=NOW)


def a_failing_letter(watch: Watch) -> None:
    watch.ledger.outbox.queue(a_notice(key="old", created_at=NOW - 5 * HOUR))
    watch.ledger.outbox.failed("old", why="Slack cannot be reached", retry_at=NOW + HOUR)


def a_letter_after_the_night(watch: Watch) -> None:
    watch.ledger.outbox.queue(a_notice(key="late", created_at=NOW - 9 * HOUR))
    watch.ledger.outbox.postpone("late", until=NOW - HOUR / 2)
    watch.ledger.outbox.failed("late", why="Slack cannot be reached", retry_at=NOW + HOUR)


def a_held_letter(watch: Watch) -> None:
    watch.ledger.outbox.queue(a_notice(key="held", created_at=NOW - 5 * HOUR))
    watch.ledger.outbox.postpone("held", until=NOW + HOUR)


def nothing(watch: Watch) -> None:
    """All is well."""


def another_version_served(watch: Watch) -> None:
    watch.world.registry.put_in_force(MODEL, "v0", an_artifact())


def beats(watch: Watch, *, ago: timedelta = HOUR, troubles: int = 0) -> None:
    for flow in ("monitor", "reconcile"):
        watch.ledger.board.beat(flow, ran_at=NOW - ago, troubles=troubles)


@pytest.mark.parametrize(
    ("check", "happens", "state", "says"),
    [
        (letters.dead_letters, nothing, State.OK, "none"),
        (letters.dead_letters, a_dead_letter, State.TO_MEND, "May v2 replace v1? (request r) was given up"),
        (letters.stuck_letters, nothing, State.OK, "none waits"),
        (letters.stuck_letters, a_held_letter, State.OK, "1 waits for the next run, the end of quiet hours"),
        (letters.stuck_letters, a_letter_after_the_night, State.OK, "1 could not be delivered yet"),
        (letters.stuck_letters, a_failing_letter, State.TO_MEND, "the oldest for 5 hours: flights: retraining"),
        (models.champions, nothing, State.OK, "v1, in the ledger and in the registry"),
        (models.champions, another_version_served, State.TO_MEND, "the ledger says v1, the registry tells serving v0"),
        (models.questions, nothing, State.OK, "0 wait for an answer"),
        (machinery.ledger, nothing, State.OK, "can be read"),
        (machinery.audit, nothing, State.OK, "holds"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_check_says_how_it_is(check: Check, happens: object, state: State, says: str) -> None:
    watch = watched()
    watch.world.registry.put_in_force(MODEL, "v1", an_artifact())
    happens(watch)  # type: ignore[operator]
    finding = the_finding(check, examined(watch))
    assert finding.state is state
    assert says in finding.says
    assert (finding.remedy is not None) is (state is State.TO_MEND)


def test_a_dead_letter_with_buttons_says_how_to_answer_without_it() -> None:
    watch = watched()
    a_dead_letter(watch)
    remedy = str(the_finding(letters.dead_letters, examined(watch)).remedy)
    assert "driftwarden doctor --revive 'request r'" in remedy
    assert "driftwarden approve" in remedy


def test_a_model_without_a_champion_is_to_be_adopted() -> None:
    finding = the_finding(models.champions, examined(a_watch()))
    assert (finding.state, finding.remedy) == (State.TO_MEND, f"`driftwarden adopt {MODEL} --from DAY --to DAY`")


@pytest.mark.parametrize(("weeks", "state"), [(1, State.OK), (3, State.TO_MEND)])
def test_windows_that_nobody_decided_over_are_told_from_the_second_on(weeks: int, state: State) -> None:
    looked_at = replace(examined(watched()), now=noon(weeks=weeks))
    finding = the_finding(models.decisions, looked_at)
    assert finding.state is state
    if state is State.TO_MEND:
        assert "3 windows are ready and not decided over" in finding.says


@pytest.mark.parametrize(
    ("hours", "says"),
    [(48, "1 waits for an answer"), (3, "lapses at"), (-3, "lapsed at")],
    ids=["long", "soon", "over"],
)
def test_questions_that_lapse_soon_or_did_are_told(hours: int, says: str) -> None:
    watch = watched()
    watch.ledger.decisions.record(a_decision())
    watch.ledger.candidates.record(a_candidate(training_run=None))
    watch.ledger.verdicts.record(a_verdict(candidate=a_candidate(training_run=None).id))
    watch.ledger.requests.record(
        a_request(
            verdict=a_verdict(candidate=a_candidate(training_run=None).id).id,
            candidate=a_candidate(training_run=None).id,
            asked_at=NOW - 10 * HOUR,
            expires_at=NOW + hours * HOUR,
        )
    )
    finding = the_finding(models.questions, examined(watch))
    assert says in finding.says
    assert (finding.state is State.OK) is (hours == 48)


def test_a_file_that_cannot_be_read_is_named() -> None:
    finding = the_finding(models.files, examined(watched(), problems=("models/x.yaml: line 3: no",)))
    assert (finding.state, finding.says) == (State.TO_MEND, "models/x.yaml: line 3: no")


@contextmanager
def scheduled_by(address: str | None) -> Iterator[None]:
    """Prefect's server, as the environment names it or does not."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    named = {} if address is None else {PREFECT_API_URL: address}
    with temporary_settings(named, restore_defaults={PREFECT_API_URL}):
        yield


@pytest.mark.parametrize(
    ("ago", "troubles", "state"),
    [
        (HOUR, 0, State.OK),
        (HOUR, 2, State.TO_MEND),
        (timedelta(days=10), 0, State.OK),
        (timedelta(days=11), 0, State.TO_MEND),
        (None, 0, State.TO_MEND),
    ],
    ids=["lately", "with troubles", "a round late", "longer ago than one and a half windows last", "never"],
)
def test_flows_are_to_run_as_often_as_windows_end(ago: timedelta | None, troubles: int, state: State) -> None:
    watch = watched()
    if ago is not None:
        beats(watch, ago=ago, troubles=troubles)
    with scheduled_by(None):
        assert {finding.state for finding in machinery.flows(examined(watch))} == {state}


@pytest.mark.parametrize(
    ("minutes", "late"), [(14, set()), (16, {"flow reconcile"}), (61, {"flow monitor", "flow reconcile"})]
)
def test_flows_that_prefect_schedules_are_late_when_they_raise_an_alert(minutes: int, late: set[str]) -> None:
    watch = watched()
    beats(watch, ago=timedelta(minutes=minutes))
    with scheduled_by("http://prefect:4200/api"):
        found = [*machinery.flows(examined(watch))]
    assert {finding.about for finding in found if finding.state is State.TO_MEND} == late


def test_the_doctor_is_as_patient_with_flows_as_the_alerts() -> None:
    alerts = (Path(__file__).parents[3] / "deploy/prometheus/driftwarden_alerts.yml").read_text(encoding="utf-8")
    told = re.findall(r'flow_last_run_timestamp_seconds\{flow="(\w+)"\} > (\d+)', alerts)
    with scheduled_by("http://prefect:4200/api"):
        assert {flow: timedelta(seconds=int(late)) for flow, late in told} == machinery.late_after(examined(watched()))


@contextmanager
def answering(body: dict[str, object], status: int = 200) -> Iterator[str]:
    """A server on loopback that answers everything alike."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_POST = do_GET

        def log_message(self, *said: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def slack_is_set_up(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name, value in (("TOKEN", "xoxb-planted"), ("CHANNEL", "C07MODELS"), ("BASE_URL", address)):
        monkeypatch.setenv(f"DRIFTWARDEN_SLACK_{name}", value)


@pytest.mark.parametrize(
    ("body", "state", "says"),
    [
        ({"ok": True, "user": "driftwarden", "team": "Flights"}, State.OK, "takes the token: driftwarden in Flights"),
        ({"ok": False, "error": "token_revoked"}, State.TO_MEND, "refuses the token: token_revoked"),
    ],
)
def test_slack_is_asked_who_we_are(
    body: dict[str, object], state: State, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(body) as address:
        slack_is_set_up(monkeypatch, address)
        finding = the_finding(slack_access.token, examined(watched()))
    assert finding.state is state
    assert says in finding.says
    assert "planted" not in str(finding)


def test_a_slack_that_cannot_be_reached_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    slack_is_set_up(monkeypatch, "http://127.0.0.1:9/")
    finding = the_finding(slack_access.token, examined(watched()))
    assert finding.state is State.TO_MEND
    assert "cannot be reached" in finding.says


@pytest.mark.parametrize(
    ("secret", "state"),
    [("DRIFTWARDEN_SLACK_SIGNING_SECRET", State.OK), ("DRIFTWARDEN_SLACK_APP_TOKEN", State.OK), (None, State.TO_MEND)],
)
def test_clicks_need_a_door(secret: str | None, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    slack_is_set_up(monkeypatch, "http://127.0.0.1:9/")
    if secret:
        monkeypatch.setenv(secret, "xapp-planted")
    assert the_finding(slack_access.doors, examined(watched())).state is state


def test_without_slack_it_is_said_where_people_are_told() -> None:
    finding = the_finding(slack_access.token, examined(watched()))
    assert (finding.state, finding.says[-10:]) == (State.NOT_KNOWN, "slack.html")


@pytest.mark.parametrize(("status", "state"), [(200, State.OK), (503, State.TO_MEND)])
def test_prefects_server_is_asked_for_its_health_and_no_password_is_shown(status: int, state: State) -> None:
    with (
        answering({}, status) as address,
        scheduled_by(address.replace("http://", "http://someone:planted@") + "api"),
    ):
        finding = the_finding(machinery.prefect_server, examined(watched()))
    assert finding.state is state
    assert "planted" not in str(finding)


def test_a_mistyped_address_of_prefects_server_is_to_be_mended_and_shows_no_password() -> None:
    with scheduled_by("http://someone:planted/word@prefect:4200/api"):
        finding = the_finding(machinery.prefect_server, examined(watched()))
    assert finding.state is State.TO_MEND
    assert "PREFECT_API_URL" in finding.says
    assert "planted" not in str(finding)


def test_a_first_champion_is_what_a_watched_model_has() -> None:
    watch = a_watch()
    a_champion(watch)
    watch.world.registry.put_in_force(MODEL, "v1", an_artifact())
    assert the_finding(models.champions, examined(watch)).state is State.OK
