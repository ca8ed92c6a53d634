"""Approval requests as artifacts: what is shown, that it follows the answers, and that nothing depends on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from adapters.answers import answer_request, standing
from adapters.memory import MemoryLedger
from adapters.notices import approval_asked
from adapters.notices.linking import artifact_key
from domain.approvals import Answer, RequestState
from flows.questions import as_markdown, show_questions
from tests.builders import MODEL, a_candidate, a_moment, a_request, a_verdict
from tests.flows.prefect_server import eventually, free_port

if TYPE_CHECKING:
    from domain.approvals import ApprovalRequest
    from tests.flows.prefect_server import PrefectServer


def _asked(**fields: Any) -> tuple[MemoryLedger, ApprovalRequest]:
    """A ledger in which a question was put to people."""
    ledger = MemoryLedger()
    first = ledger.candidates.record(a_candidate(training_run=None))
    verdict = ledger.verdicts.record(a_verdict(candidate=first.id))
    request = a_request(candidate=first.id, verdict=verdict.id, **fields)
    ledger.requests.record(request, tell=approval_asked(request, verdict, first, thread="0123456789"))
    return ledger, request


def _page(ledger: MemoryLedger, request: ApprovalRequest, **fields: Any) -> str:
    asked = ledger.outbox.get(f"request {request.id}")
    assert asked is not None
    return as_markdown(standing(ledger, request.id), asked, **fields)


def _answer(ledger: MemoryLedger, request: ApprovalRequest, by: str = "ada", **fields: Any) -> None:
    given: dict[str, Any] = {"answer": Answer.APPROVE, "door": "command line", "at": a_moment(hours=6)}
    answer_request(ledger, request.id, by=by, **(given | fields))


def test_an_open_question_shows_what_is_asked_until_when_and_the_commands_to_copy() -> None:
    ledger, request = _asked(asked_of=("U07ADA (ada)",), needs=1)
    page = _page(ledger, request, project="/srv/my models", public_url="https://ml.example/")
    for line in (
        "# flights: approve v2 in place of v1?",
        "**Waits for an answer until 2013-04-11 05:00 UTC; without one v1 stays.**",
        "- Who may answer: U07ADA (ada)",
        f"    driftwarden approve {request.id[:8]} --by YOU -p '/srv/my models'",
        f"    driftwarden reject {request.id[:8]} --by YOU --why REASON -p '/srv/my models'",
        "[Why](https://ml.example/decisions/0123456789)",
    ):
        assert line in page.splitlines(), line


def test_a_question_that_lacks_an_approval_shows_who_gave_one() -> None:
    ledger, request = _asked(needs=2)
    assert "2 approvals are needed" in _page(ledger, request)
    _answer(ledger, request, why="looks right")
    assert "- ada approved it, 2013-04-08 06:00 UTC, by way of command line: looks right" in _page(ledger, request)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(Answer.APPROVE, "**Approved: v2 replaces v1.**"), (Answer.REJECT, "**Rejected: v1 stays.**")],
)
def test_a_settled_question_says_so_and_asks_for_nothing(answer: Answer, says: str) -> None:
    ledger, request = _asked()
    _answer(ledger, request, answer=answer)
    page = _page(ledger, request)
    assert says in page
    assert "driftwarden approve" not in page


@pytest.mark.parametrize(
    ("closed", "says"), [(RequestState.EXPIRED, "without an answer: v1 stays"), (RequestState.OVERTAKEN, "Overtaken")]
)
def test_a_closed_question_says_why(closed: RequestState, says: str) -> None:
    ledger, request = _asked()
    if closed is RequestState.EXPIRED:
        ledger.requests.expire(request, now=request.expires_at)
    else:
        ledger.requests.overtake(request, now=a_moment(hours=6))
    assert says in _page(ledger, request)


def test_what_people_wrote_cannot_become_markup() -> None:
    ledger, request = _asked()
    _answer(ledger, request, why="[click](http://elsewhere)")
    assert "\\[click\\](http://elsewhere)" in _page(ledger, request)


def _show(ledger: MemoryLedger, api: str, *, hours: float = 6) -> str | None:
    with temporary_settings({PREFECT_API_URL: api}):
        return show_questions([MODEL, "another"], ledger, now=a_moment(hours=hours), project=".")


def test_a_server_that_is_down_is_named_and_nothing_breaks() -> None:
    said = _show(_asked()[0], f"http://127.0.0.1:{free_port()}/api")
    assert said is not None
    assert said.startswith("what waits for an answer cannot be shown in Prefect (")


def test_without_a_question_of_late_prefect_is_not_even_asked() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/api"
    assert _show(MemoryLedger(), nowhere) is None
    long_after = _asked()[1].expires_at + timedelta(days=2) - a_moment()
    assert _show(_asked()[0], nowhere, hours=long_after / timedelta(hours=1)) is None


@pytest.mark.slow
def test_the_artifact_follows_the_answers_and_gets_no_version_when_nothing_is_new(starting: PrefectServer) -> None:
    eventually(starting.answers, "the Prefect server answers")
    ledger, request = _asked()
    for _ in range(2):
        assert _show(ledger, starting.api) is None
    _answer(ledger, request)
    for _ in range(2):
        assert _show(ledger, starting.api) is None
    shown = starting.post("/artifacts/filter", artifacts={"key": {"any_": [artifact_key(MODEL)]}}, sort="CREATED_DESC")
    assert [("Approved" in each["data"], each["type"]) for each in shown] == [(True, "markdown"), (False, "markdown")]
