"""The decision behind what an id or a version names, back along the chain in which every noun names its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.errors import Ambiguous, Unheard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.approvals import Promotion
    from domain.audit import Audited
    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.shelves import Shelf
    from domain.training import Candidate

    Found = tuple[str, Decision]

# Shorter words are versions before they are the beginning of an id.
_ENOUGH_OF_AN_ID = 6


def decision_behind(ledger: Ledger, about: str) -> Found:
    """The decision that led to what `about` names, and a sentence on what that is; empty for a decision itself.

    It may name a decision, order, run, candidate, verdict, request, answer, closing, promotion, probation or deed by
    its id or enough of it, or a version, as MODEL VERSION where several models have one of that name. Raises Unheard
    where nothing is named so, or where no decision is behind it, and Ambiguous where there are several.
    """
    searches = [_by_id, _by_version]
    if len(about) < _ENOUGH_OF_AN_ID or " " in about:
        searches.reverse()
    found = next((found for search in searches if (found := search(ledger, about)) is not None), None)
    if found is None:
        raise Unheard(
            f"the ledger holds no decision {about}, nor a version, request, answer, promotion or verdict of that name; "
            "copy the id from the message, report or `driftwarden audit show` that names it"
        )
    return found


def _by_id(ledger: Ledger, about: str) -> Found | None:
    shelves: tuple[tuple[str, Shelf[Any], Callable[[Ledger, Any], Decision]], ...] = (
        ("decision", ledger.decisions, lambda _, decision: decision),
        ("request", ledger.requests, lambda ledger, request: _of_verdict(ledger, request.verdict)),
        ("promotion", ledger.promotions, _of_promotion),
        ("verdict", ledger.verdicts, lambda ledger, verdict: _of_verdict(ledger, verdict.id)),
        ("candidate", ledger.candidates, _of_candidate),
        ("training run", ledger.runs, lambda ledger, run: _of_order(ledger, run.order)),
        ("training order", ledger.orders, lambda ledger, order: _of_order(ledger, order.id)),
        (
            "probation",
            ledger.probations,
            lambda ledger, end: _of_promotion(ledger, ledger.promotions.get(end.promotion)),
        ),
        ("deed", ledger.deeds, lambda ledger, deed: ledger.decisions.get(deed.decision)),
    )
    for noun, shelf, cause in shelves:
        try:
            named = shelf.get(about)
        except Ambiguous:
            raise
        except Unheard:
            continue
        decision = cause(ledger, named)
        return _said(noun, named, decision), decision
    return _by_entry(ledger, about)


def _by_entry(ledger: Ledger, about: str) -> Found | None:
    """An answer and a closing are looked up in the audit, which names the request; a silence has none behind it."""
    named = {entry.entered.about: entry.entered for entry in ledger.audit.entries() if _begins(entry.entered, about)}
    if len(named) > 1:
        raise Ambiguous(f"{about} may be any of several entries of the audit, give more of it: {', '.join(named)}")
    for id_, entered in named.items():
        what = f"{id_[:8]} is what {entered.actor} did: {entered.deed}, {entered.model}"
        request = entered.noun.get("request")
        if request is None:
            raise Unheard(f"{what}; no decision is behind that")
        return f"{what}; this is the decision behind it", _of_verdict(ledger, ledger.requests.get(str(request)).verdict)
    return None


def _begins(entered: Audited, about: str) -> bool:
    return bool(about) and entered.about.startswith(about)


def _by_version(ledger: Ledger, about: str) -> Found | None:
    model, _, version = about.rpartition(" ")
    found = list(_versions(ledger, version, (model.strip(),) if model else ledger.models()))
    if len(found) > 1:
        named = ", ".join(f"{each.model} {version}" for each in found)
        raise Ambiguous(f"several models have a version {version}, name one of them: {named}")
    for candidate in found:
        decision = _of_candidate(ledger, candidate)
        return _said("version", candidate, decision), decision
    return None


def _versions(ledger: Ledger, version: str, models: tuple[str, ...]) -> Iterator[Candidate]:
    for model in models:
        try:
            yield ledger.candidates.of_version(model, version)
        except Unheard:
            continue


def _said(noun: str, named: Any, decision: Decision) -> str:
    if named == decision:
        return ""
    name = named.version if noun == "version" else named.id[:8]
    return f"{name} is a {noun} of {named.model}; this is the decision behind it"


def _of_order(ledger: Ledger, order: str) -> Decision:
    return ledger.decisions.get(ledger.orders.get(order).decision)


def _of_candidate(ledger: Ledger, candidate: Candidate) -> Decision:
    if candidate.training_run is None:
        raise Unheard(f"{candidate.version} of {candidate.model} was adopted as it was: no decision is behind it")
    return _of_order(ledger, ledger.runs.get(candidate.training_run).order)


def _of_verdict(ledger: Ledger, verdict: str) -> Decision:
    return _of_candidate(ledger, ledger.candidates.get(ledger.verdicts.get(verdict).candidate))


def _of_promotion(ledger: Ledger, promotion: Promotion) -> Decision:
    """Of a change that takes one back, the decision to do so; where a probation did, the one behind what it ended."""
    deeds = (deed for deed in ledger.deeds.of(promotion.model) if deed.reference == promotion.id)
    for deed in deeds:
        return ledger.decisions.get(deed.decision)
    if promotion.rolls_back is not None:
        return _of_promotion(ledger, ledger.promotions.get(promotion.rolls_back))
    for question in ledger.requests.questions(promotion.model):
        if any(answer.id == promotion.approval for answer in question.answers):
            return _of_verdict(ledger, question.request.verdict)
    raise Unheard(
        f"{promotion.to_version} of {promotion.model} was put in force {promotion.promoted_at:%Y-%m-%d} as its first "
        "champion: no decision is behind it"
        if promotion.from_version is None
        else f"the ledger does not hold the answer {promotion.approval} that promotion {promotion.id} came of"
    )
