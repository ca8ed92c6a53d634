"""The nouns behind a question to people: entered with it, so that the audit binds them as they were when it was put."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from domain.binding import Behind, bound_to
from domain.errors import Unheard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from domain.approvals import ApprovalRequest, Question
    from domain.ports import Ledger
    from domain.shelves import Shelf
    from domain.training import Candidate
    from domain.verdicts import Verdict

SHELVES: dict[str, Callable[[Ledger], Shelf[Any]]] = {
    "verdict": lambda ledger: ledger.verdicts,
    "candidate": lambda ledger: ledger.candidates,
    "run": lambda ledger: ledger.runs,
    "order": lambda ledger: ledger.orders,
    "decision": lambda ledger: ledger.decisions,
}


def behind(ledger: Ledger, verdict: Verdict, candidate: Candidate) -> tuple[Behind, ...]:
    """The verdict, and the decision, orders, runs and candidates that led to it and to the candidate, a refit of its
    own or the one that was judged; raises Unheard where one of them is not kept.
    """
    found: dict[tuple[str, str], None] = {("verdict", verdict.id): None}
    for made in (ledger.candidates.get(verdict.candidate), candidate):
        run = ledger.runs.get(str(made.training_run))
        order = ledger.orders.get(run.order)
        links = {"candidate": made.id, "run": run.id, "order": order.id, "decision": order.decision}
        found |= dict.fromkeys(links.items())
    return tuple(_as_kept(ledger, found))


def _as_kept(ledger: Ledger, nouns: Iterable[tuple[str, str]]) -> Iterator[Behind]:
    for noun, id_ in nouns:
        sha256 = SHELVES[noun](ledger).fingerprints([id_]).get(id_)
        if sha256 is None:
            raise Unheard(f"the ledger holds no {noun} {id_}, on which the question rests; restore it from a backup")
        yield Behind(noun=noun, id=id_, sha256=sha256)


def not_as_shown(ledger: Ledger, asked: Iterable[Question]) -> Iterator[str]:
    """What is behind a question and gone or changed since it was put, a sentence for each; and questions that are not
    bound to what they ask about. A question that notes nothing of this is left out.
    """
    requests = [question.request for question in asked]
    kept = _kept(ledger, requests)
    for request in requests:
        for each in request.rests_on:
            told = f"request {request.id} of {request.model} rests on {each.noun} {each.id}"
            if each.id not in kept:
                yield f"{told}, which the ledger does not hold (any more)"
            elif kept[each.id] != each.sha256:
                yield f"{told}, which was changed since people were asked"
    yield from _bound_otherwise(ledger, requests)


def _kept(ledger: Ledger, requests: Iterable[ApprovalRequest]) -> Mapping[str, str]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for request in requests:
        for each in request.rests_on:
            wanted[each.noun].add(each.id)
    return {
        id_: sha256 for noun, ids in wanted.items() for id_, sha256 in SHELVES[noun](ledger).fingerprints(ids).items()
    }


def _bound_otherwise(ledger: Ledger, requests: Iterable[ApprovalRequest]) -> Iterator[str]:
    """Of each model that has questions with their policy, the candidates are read once."""
    by_model: dict[str, list[ApprovalRequest]] = defaultdict(list)
    for request in requests:
        by_model[request.model].append(request)
    for model, of_model in by_model.items():
        if any(request.policy is not None for request in of_model):
            artifacts = {each.id: each.artifact.sha256 for each in ledger.candidates.of(model)}
            yield from _of_model(of_model, artifacts)


def _of_model(requests: Iterable[ApprovalRequest], artifacts: Mapping[str, str]) -> Iterator[str]:
    earlier: dict[str, int] = defaultdict(int)
    for request in requests:
        number = earlier[request.verdict]
        earlier[request.verdict] += 1
        artifact = artifacts.get(request.candidate)
        if request.policy is not None and artifact is not None and not _is_bound(request, artifact, number):
            about = "verdict, artifact, champion, policy and who has to approve"
            yield f"request {request.id} of {request.model} is not bound to what it asks about now ({about})"


def _is_bound(request: ApprovalRequest, artifact: str, number: int) -> bool:
    """Whether the digest is that of the request's own words and this artifact.

    Two workers may put two questions at once, each as the first of its verdict: any number up to its own will do.
    """
    assert request.policy is not None  # those without were left out
    policy = request.policy
    return request.bound_to in (
        bound_to(
            verdict=request.verdict,
            champion=request.champion,
            challenger=request.challenger,
            artifact=artifact,
            policy=policy,
            asked_of=request.asked_of,
            needs=request.needs,
            number=each,
        )
        for each in range(number, -1, -1)
    )
