"""Approval requests as Prefect shows them: an artifact with what is asked and how to answer. Nothing depends on it."""

from __future__ import annotations

import shlex
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.sorting import ArtifactSort
from prefect.exceptions import PrefectException
from prefect.runtime import flow_run

from adapters.answers import standing
from adapters.notices.linking import artifact_key
from domain.approvals import Answer, RequestState
from domain.errors import DriftwardenError
from domain.notices import request_key
from policies.explaining.markdown_page import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from prefect.client.orchestration import SyncPrefectClient

    from adapters.answers import Standing
    from domain.notices import Notice
    from domain.ports import Ledger

_SHOWN_FOR = timedelta(days=1)
_SAID = {Answer.APPROVE: "approved", Answer.REJECT: "rejected"}


def show_questions(
    models: Iterable[str], ledger: Ledger, *, now: datetime, project: str, public_url: str | None = None
) -> str | None:
    """Show each model's newest question as it stands; if Prefect does not take one, say why, and go on.

    A version of the artifact is made only where there is something new to show. Call it within a flow's run.
    """
    try:
        newest = {model: _newest(ledger, model, now) for model in models}
        shown = {model: question for model, question in newest.items() if question is not None}
        _show_all(shown, project=project, public_url=public_url)
    except (httpx.HTTPError, PrefectException, DriftwardenError) as error:
        return f"what waits for an answer cannot be shown in Prefect ({error}); `driftwarden status` tells it"
    return None


def as_markdown(stands: Standing, asked: Notice, *, project: str = ".", public_url: str | None = None) -> str:
    """What is asked, where it stands, who answered what, and how to answer while it is open."""
    facts = [f"- {plain(fact)}" for fact in (*(f"{label}: {value}" for label, value in asked.facts), *asked.asides)]
    parts = [
        f"# {plain(asked.title)}",
        f"**{_state(stands)}**",
        *(plain(paragraph) for paragraph in asked.paragraphs),
        "\n".join(facts),
        "\n".join(_answers(stands)),
        *(_how(stands, project) if stands.state is RequestState.PENDING else ()),
        f"[Why]({public_url.rstrip('/')}/decisions/{asked.thread})" if public_url else "",
        f"The whole chain: `driftwarden explain {asked.thread[:8]}`",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _newest(ledger: Ledger, model: str, now: datetime) -> tuple[Standing, Notice] | None:
    """The newest question of a model as it stands and as it was put; None for one that is past, or put to nobody."""
    asked = next(reversed(ledger.requests.of(model)), None)
    if asked is None or asked.expires_at + _SHOWN_FOR < now:
        return None
    notice = ledger.outbox.get(request_key(asked.id))
    return (standing(ledger, asked.id), notice) if notice else None


def _show_all(questions: Mapping[str, tuple[Standing, Notice]], *, project: str, public_url: str | None) -> None:
    if not questions:
        return
    with get_client(sync_client=True) as client:
        for model, (stands, asked) in questions.items():
            page = as_markdown(stands, asked, project=project, public_url=public_url)
            _show(client, artifact_key(model), page, asked.title)


def _show(client: SyncPrefectClient, key: str, markdown: str, title: str) -> None:
    """By a client that is closed in the end; Prefect's own functions for artifacts leave theirs open."""
    same_key = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    last = client.read_artifacts(artifact_filter=same_key, sort=ArtifactSort.CREATED_DESC, limit=1)
    if not last or last[0].data != markdown:
        run = flow_run.get_id()
        made = ArtifactCreate(
            type="markdown", key=key, description=title, data=markdown, flow_run_id=UUID(run) if run else None
        )
        client.create_artifact(made)


def _state(stands: Standing) -> str:
    request = stands.request
    until = f"{request.expires_at:%Y-%m-%d %H:%M} UTC"
    match stands.state:
        case RequestState.PENDING:
            more = f", {stands.still_needed} approvals are needed" if stands.still_needed > 1 else ""
            return f"Waits for an answer until {until}{more}; without one {plain(request.champion)} stays."
        case RequestState.APPROVED:
            return f"Approved: {plain(request.challenger)} replaces {plain(request.champion)}."
        case RequestState.REJECTED:
            return f"Rejected: {plain(request.champion)} stays."
        case RequestState.EXPIRED:
            return f"Expired {until} without an answer: {plain(request.champion)} stays."
        case RequestState.OVERTAKEN:
            return "Overtaken: what was asked about has changed, and an answer counts no more."


def _answers(stands: Standing) -> Iterator[str]:
    for answer in stands.answers:
        why = f": {plain(answer.why)}" if answer.why else ""
        when = f"{answer.answered_at:%Y-%m-%d %H:%M} UTC"
        yield f"- {plain(answer.by)} {_SAID[answer.answer]} it, {when}, by way of {plain(answer.way)}{why}"


def _how(stands: Standing, project: str) -> Iterator[str]:
    """The commands to copy; whoever answers fills in their name."""
    where = "" if project == "." else f" -p {shlex.quote(project)}"
    id_ = stands.request.id[:8]
    yield "## How to answer"
    yield f"    driftwarden approve {id_} --by YOU{where}\n    driftwarden reject {id_} --by YOU --why REASON{where}"
