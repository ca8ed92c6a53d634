"""Whatever goes wrong at the front door is one message that says what to do, never a traceback."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.storage import open_ledger
from domain.approvals import ApprovalRequest, RequestState
from domain.ports import Ledger
from tests.builders import a_candidate, a_decision, a_request, a_verdict, a_window
from tests.driftwarden.front_door import FrontDoor

ADOPT = ("adopt", "bike-demand", "--from", "2026-01-01", "--to", "2026-01-29", "--as-of", "2026-01-29")


@contextmanager
def _ledger(project: Path) -> Iterator[Ledger]:
    (project / ".driftwarden").mkdir(exist_ok=True)
    ledger = open_ledger(f"sqlite:///{project / '.driftwarden' / 'ledger.db'}")
    try:
        yield ledger
    finally:
        ledger.close()


def _asked(project: Path, *, of: tuple[str, ...] = (), hours: float = 24) -> ApprovalRequest:
    """A question in the project's ledger that is open for so many hours; below zero it has expired."""
    until = datetime.now(UTC) + timedelta(hours=hours)
    first = a_candidate(training_run=None)
    request = a_request(candidate=first.id, asked_of=of, asked_at=until - timedelta(days=3), expires_at=until)
    with _ledger(project) as ledger:
        ledger.candidates.record(first)
        ledger.verdicts.record(a_verdict(candidate=first.id))
        ledger.requests.record(request)
    return request


def _state(project: Path, request: ApprovalRequest) -> RequestState:
    with _ledger(project) as ledger:
        return ledger.requests.state(request.id)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "--model", "nope"), "no model 'nope' in .*there is: bike-demand"),
        (("adopt", "nope", "--from", "2026-01-01", "--to", "2026-01-29"), "no model 'nope' in .*there is: bike-demand"),
        (("adopt", "bike-demand", "--from", "2020-01-01", "--to", "2020-02-01"), "choose another span with --from and"),
        (("explain", "zzzz"), "the ledger holds no decision zzzz"),
        (("explain", ""), "no decision was named; give its id"),
        (("report", "zzzz"), "the ledger holds no decision zzzz"),
        (("approve", "zzzz", "--by", "ada"), "the ledger holds no approval request zzzz"),
        (("reject", "zzzz", "--by", "ada", "--why", "no"), "the ledger holds no approval request zzzz"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_what_is_not_there_is_named_in_one_message(
    driftwarden: FrontDoor, bikes: Path, words: tuple[str, ...], says: str
) -> None:
    said = driftwarden(*words, "--project", bikes)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.startswith("driftwarden: ")
    assert re.search(says, said.err), said.err


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("run",),
        ("status",),
        ("metrics",),
        ("explain", "a"),
        ("report", "a"),
        ("approve", "a", "--by", "ada"),
        ("adopt", "bike-demand", "--from", "2026-01-01", "--to", "2026-01-29"),
    ],
    ids=lambda words: str(words[0]),
)
def test_a_folder_without_models_is_told_how_to_get_one(
    driftwarden: FrontDoor, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = driftwarden(*words, "--project", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert f"{tmp_path}/models: no model to watch" in said.err
    assert "driftwarden init" in said.err
    assert not (tmp_path / ".driftwarden").exists()


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DRIFTWARDEN_SLAK_TOKEN", "xoxb-1", "did you mean DRIFTWARDEN_SLACK_TOKEN?"),
        ("DRIFTWARDEN_METRICS_PORT", "many", "DRIFTWARDEN_METRICS_PORT: "),
        (
            "DRIFTWARDEN_LEDGER_URL",
            "mysql://db/ledger",
            "environment: DRIFTWARDEN_LEDGER_URL: no ledger on mysql; write sqlite:///",
        ),
        ("DRIFTWARDEN_LEDGER_URL", "sqlite:///training.txt", "file is not a database"),
        (
            "DRIFTWARDEN_LEDGER_URL",
            "sqlite:///training.txt/ledger.db",
            "make it writable, or set DRIFTWARDEN_LEDGER_URL",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(
    driftwarden: FrontDoor, bikes: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    (bikes / "training.txt").write_text("no database\n" * 100, encoding="utf-8")
    monkeypatch.setenv(variable, value)
    said = driftwarden("status", "--project", bikes)
    assert (said.code, said.out) == (1, "")
    assert says in said.err
    assert "xoxb-1" not in said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("adopt", "bike-demand", "--from", "2026-01-29", "--to", "2026-01-29"), "has to be later than --from"),
        (("run", "--as-of", "yesterday"), "--as-of"),
        (("metrics", "--port", "99999"), "65535"),
        (("schema", "models"), "model"),
        (("reject", "a", "--by", "ada"), "--why"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_a_mistyped_command_is_a_usage_error(driftwarden: FrontDoor, words: tuple[str, ...], says: str) -> None:
    said = driftwarden(*words)
    assert said.code == 2
    assert "Usage: driftwarden" in said.err
    assert says in said.err


def test_check_lists_every_problem_and_still_says_what_is_watched(driftwarden: FrontDoor, bikes: Path) -> None:
    shutil.copy(bikes / "models" / "bike-demand.yaml", bikes / "models" / "other.yaml")
    other = bikes / "models" / "other.yaml"
    other.write_text(other.read_text(encoding="utf-8").replace("window: day", "windoww: day"), encoding="utf-8")
    (bikes / "policies" / "spare.yaml").write_text("name: spare\n", encoding="utf-8")
    said = driftwarden("check", "--project", bikes)
    assert said.code == 1
    assert said.out == f"{bikes}/models/bike-demand.yaml: bike-demand is watched by policy bike-demand\n"
    assert "monitoring.windoww: no such key; did you mean window?" in said.err
    assert "spare.yaml:1:1: when: is missing" in said.err


def test_a_run_before_adoption_says_what_to_do_first(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("run", "--project", bikes)
    assert (said.code, said.err) == (0, "")
    assert (
        f"no champion yet; train the first: driftwarden adopt bike-demand --from DAY --to DAY --project {bikes}"
        in said.out
    )
    assert "none yet" in driftwarden("status", "--project", bikes).out


def test_a_second_adoption_trains_nothing_and_says_so(driftwarden: FrontDoor, bikes: Path) -> None:
    first = driftwarden(*ADOPT, "--project", bikes)
    assert "bike-demand: v1 is in force since 2026-01-29 00:00 UTC; it promises an error of 1." in first.out
    artifacts = sorted((bikes / ".driftwarden" / "artifacts").rglob("*"))
    again = driftwarden(*ADOPT[:-2], "--project", bikes)
    assert (again.code, "nothing was trained" in again.out) == (0, True)
    assert sorted((bikes / ".driftwarden" / "artifacts").rglob("*")) == artifacts


def test_a_version_that_no_row_of_the_log_names_is_adopted_with_what_that_means(
    driftwarden: FrontDoor, bikes: Path
) -> None:
    said = driftwarden(*ADOPT, "--version", "2026.1", "--project", bikes)
    assert "2026.1 is in force" in said.out
    assert "were served by v1: what rests on the rows of 2026.1 is unknown until the service logs that name" in said.out


def test_a_span_without_labels_cannot_be_adopted(driftwarden: FrontDoor, bikes: Path) -> None:
    for file in (bikes / "labels").iterdir():
        file.unlink()
    said = driftwarden(*ADOPT, "--project", bikes)
    assert (said.code, said.out) == (1, "")
    assert "labels holds no label of the" in said.err


def test_an_answer_is_kept_and_given_again_it_changes_nothing(driftwarden: FrontDoor, bikes: Path) -> None:
    request = _asked(bikes)
    first, again = (driftwarden("approve", request.id[:8], "--by", "ada", "-p", bikes) for _ in range(2))
    assert first.out == "flights: ada approved v2; the next run replaces v1 by it\n"
    assert again.out.startswith("flights: ada gave this answer already, ")
    assert (first.code, again.code, _state(bikes, request)) == (0, 0, RequestState.APPROVED)


def test_a_rejection_leaves_the_champion(driftwarden: FrontDoor, bikes: Path) -> None:
    request = _asked(bikes)
    said = driftwarden("reject", request.id, "--by", "ada", "--why", "after the audit", "-p", bikes)
    assert said.out == "flights: ada rejected v2; v1 stays the champion\n"
    assert _state(bikes, request) is RequestState.REJECTED
    late = driftwarden("approve", request.id, "--by", "eve", "-p", bikes)
    assert (late.code, "was answered: reject by ada" in late.err) == (1, True)


@pytest.mark.parametrize(
    ("of", "hours", "says"),
    [(("U1", "U2"), 24, "U1 or U2 may answer"), ((), -1, "expired at")],
    ids=["not an approver", "expired"],
)
def test_an_answer_that_does_not_count_says_why(
    driftwarden: FrontDoor, bikes: Path, of: tuple[str, ...], hours: float, says: str
) -> None:
    request = _asked(bikes, of=of, hours=hours)
    said = driftwarden("approve", request.id, "--by", "ada", "-p", bikes)
    assert (said.code, said.out) == (1, "")
    assert says in said.err
    assert _state(bikes, request) is RequestState.PENDING


def test_an_ambiguous_prefix_lists_what_may_be_meant(driftwarden: FrontDoor, bikes: Path) -> None:
    decisions = [a_decision(window=a_window(a_window().start + timedelta(days=day)), signals=()) for day in range(40)]
    with _ledger(bikes) as ledger:
        for decision in decisions:
            ledger.decisions.record(decision)
    prefixes = [decision.id[0] for decision in decisions]
    twice = next(prefix for prefix in prefixes if prefixes.count(prefix) > 1)
    said = driftwarden("explain", twice, "-p", bikes)
    assert (said.code, "give more of the id" in said.err) == (1, True)
    one = driftwarden("explain", decisions[0].id, "-p", bikes)
    assert (one.code, decisions[0].id in one.out) == (0, True)


def test_a_taken_port_is_a_message(driftwarden: FrontDoor, bikes: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = driftwarden("metrics", "--port", str(port), "-p", bikes)
    assert (said.code, said.out) == (1, "")
    assert f"127.0.0.1:{port}: cannot listen there (Address already in use); choose another with" in said.err


def test_a_report_that_cannot_be_written_says_so(driftwarden: FrontDoor, bikes: Path, tmp_path: Path) -> None:
    assert driftwarden(*ADOPT, "-p", bikes).code == 0
    start = datetime(2026, 2, 1, tzinfo=UTC)
    decision = a_decision(
        model="bike-demand", window=a_window(start, timedelta(days=1)), decided_at=start + timedelta(days=2)
    )
    with _ledger(bikes) as ledger:
        ledger.decisions.record(decision)
    said = driftwarden("report", decision.id, "--to", tmp_path, "-p", bikes)
    assert (said.code, "cannot be written (Is a directory); name a file with --to" in said.err) == (1, True)


def test_the_schema_is_json_that_knows_every_section(driftwarden: FrontDoor) -> None:
    schema = json.loads(driftwarden("schema", "model").out)
    assert {"log", "monitoring", "training", "trial", "approval"} <= set(schema["properties"])
