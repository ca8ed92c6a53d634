"""The chain of nouns behind a decision, and of those that came of it, as far as the ledger still holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.words import what_is_muted
from domain.champions import measured_under
from domain.errors import EvidenceUnavailable, Unheard
from domain.notices import decision_key
from domain.profiles import FROM_LOG, from_training
from domain.silences import in_force
from policies.explaining.account import Link
from policies.explaining.differences import gate_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.profiles import Profile
    from domain.signals import Signal
    from domain.training import Candidate, TrainingOrder, Tried
    from domain.verdicts import Verdict

_SILENCE = "silence"


def signals_behind(ledger: Ledger, decision: Decision) -> tuple[Signal, ...]:
    """The signals that the decision read and that are still kept."""
    kept = []
    for id_ in decision.signals:
        try:
            kept.append(ledger.signals.get(id_))
        except (Unheard, EvidenceUnavailable):
            continue
    return tuple(kept)


def profiles_behind(ledger: Ledger, decision: Decision) -> tuple[Link, ...]:
    """The sketches behind the signals: the window's and those of what the champion was trained on."""
    return tuple(_as_far_as_readable(_profiles_of(ledger, decision)))


def consequences(ledger: Ledger, decision: Decision) -> tuple[Link, ...]:
    """What a decision set in motion, a link a step, as far as it has come."""
    return tuple(_as_far_as_readable(_consequences(ledger, decision)))


def _as_far_as_readable(links: Iterable[Link]) -> Iterator[Link]:
    """The links up to a row that cannot be read, and then that it cannot."""
    try:
        yield from links
    except (Unheard, EvidenceUnavailable) as error:
        yield Link(noun="ledger", id="", said=str(error), is_kept=False)


def _consequences(ledger: Ledger, decision: Decision) -> Iterator[Link]:
    for notice in (n for n in ledger.outbox.of(decision.model) if n.key == decision_key(decision.id)):
        yield Link(noun="notice", id="", said=notice.title)
    for deed in (deed for deed in ledger.deeds.of(decision.model) if deed.decision == decision.id):
        yield Link(noun="deed", id=deed.id, said=f"{deed.state}, {deed.done_at:%Y-%m-%d %H:%M} UTC. {deed.because}")
    verdicts: list[Verdict] = []
    for order in (order for order in ledger.orders.of(decision.model) if order.decision == decision.id):
        yield from _of_order(ledger, order)
        made = _made_by(ledger, order)
        verdicts += [v for v in ledger.verdicts.of(decision.model) if made and v.candidate == made.id]
    for verdict in verdicts:
        yield from _of_verdict(ledger, verdict)
    if _SILENCE in map(gate_of, decision.held_back_by):
        yield from _lifted(ledger, decision)


def _lifted(ledger: Ledger, decision: Decision) -> Iterator[Link]:
    """The silences in which it was decided and that ended before their time; the decision says when they were to."""
    liftings = {each.silence: each for each in ledger.silences.liftings(decision.model)}
    for silence in in_force(ledger.silences.of(decision.model), liftings.values(), at=decision.decided_at):
        lifting = liftings.get(silence.id)
        if lifting is not None:
            when = f"{lifting.lifted_at:%Y-%m-%d %H:%M} UTC"
            why = f": {lifting.why}" if lifting.why else ""
            said = f"{lifting.by} lifted the silence of {what_is_muted(silence)}, {when}, by way of {lifting.door}{why}"
            yield Link(noun="lifting", id=lifting.id, said=said)


def _of_order(ledger: Ledger, order: TrainingOrder) -> Iterator[Link]:
    """One training: the order, how its run ended, what came out, how that was judged."""
    refit = f"refit {_version(ledger, order.refits)} on" if order.refits else "train on"
    kept = "the held-out rows included" if order.refits else f"keep {order.hold_out} for the trial"
    shadow = ", in shadow only" if order.shadow_only else ""
    yield Link(noun="order", id=order.id, said=f"{refit} {order.train_on}, {kept}{shadow}")
    run = ledger.runs.of_order(order.id)
    if run is not None:
        yield Link(noun="run", id=run.id, said=f"{run.state}{f', {run.message}' if run.message else ''}")
    candidate = _made_by(ledger, order)
    if candidate is None:
        return
    artifact = candidate.artifact
    yield from map(_stretch, artifact.tried)
    hashes = f"model SHA-256 {artifact.sha256[:12]}, data SHA-256 {artifact.data_sha256[:12]}"
    yield Link(noun="candidate", id=candidate.id, said=f"{candidate.version}, {artifact.rows:,} rows, {hashes}")
    for verdict in (v for v in ledger.verdicts.of(order.model) if v.candidate == candidate.id):
        yield Link(noun="verdict", id=verdict.id, said=f"{verdict.outcome}. {' '.join(verdict.reasons)}")


def _stretch(tried: Tried) -> Link:
    score = "no score" if tried.loss is None else f"loss {tried.loss:.4g}"
    note = f", {tried.note}" if tried.note else ""
    return Link(noun="stretch", id="", said=f"{tried.train_on} tried, {score} over {tried.rows:,} rows{note}")


def _made_by(ledger: Ledger, order: TrainingOrder) -> Candidate | None:
    run = ledger.runs.of_order(order.id)
    return next((c for c in ledger.candidates.of(order.model) if run and c.training_run == run.id), None)


def _version(ledger: Ledger, candidate: str) -> str:
    try:
        return ledger.candidates.get(candidate).version
    except Unheard:
        return f"candidate {candidate[:8]}, which is no longer in the ledger,"


def _of_verdict(ledger: Ledger, verdict: Verdict) -> Iterator[Link]:
    """What was asked because of a verdict, who answered, and what was changed."""
    for request in (r for r in ledger.requests.of(verdict.model) if r.verdict == verdict.id):
        state = ledger.requests.state(request.id)
        yield Link(noun="request", id=request.id, said=f"may {request.challenger} replace {request.champion}? {state}")
        for answer in ledger.requests.answers(request.id):
            when = f"{answer.answered_at:%Y-%m-%d %H:%M} UTC"
            why = f": {answer.why}" if answer.why else ""
            said = f"{answer.by} said {answer.answer}, {when}, by way of {answer.way}{why}"
            yield Link(noun="answer", id=answer.id, said=said)
            yield from _promotions(ledger, verdict.model, answer.id)


def _promotions(ledger: Ledger, model: str, answer: str) -> Iterator[Link]:
    for promotion in (p for p in ledger.promotions.of(model) if p.approval == answer):
        yield Link(noun="promotion", id=promotion.id, said=f"{promotion.from_version} to {promotion.to_version}")
        for end in (p for p in ledger.probations.of(model) if p.promotion == promotion.id):
            yield Link(noun="probation", id=end.id, said=f"{end.state}. {end.because}")


def _profiles_of(ledger: Ledger, decision: Decision) -> Iterator[Link]:
    of_window = ledger.profiles.from_origin(decision.model, FROM_LOG, within=decision.window)
    yield from _profiles(FROM_LOG, [p for p in of_window if p.window == decision.window])
    promotion = measured_under(ledger.promotions.of(decision.model), decision.window)
    if promotion is not None:
        origin = from_training(promotion.to_version)
        yield from _profiles(origin, list(ledger.profiles.from_origin(decision.model, origin)))


def _profiles(origin: str, profiles: list[Profile]) -> Iterator[Link]:
    if not profiles:
        yield Link(noun="profile", id="", said=f"({origin}) none is in the ledger", is_kept=False)
    elif len(profiles) == 1:
        only = profiles[0]
        said = f"({origin}) {only.rows:,} rows by {only.engine}, SHA-256 {only.payload_digest[:12]}"
        yield Link(noun="profile", id=only.id, said=said)
    else:
        rows = sum(profile.rows for profile in profiles)
        said = f"({origin}) {len(profiles)} with {rows:,} rows in all by {profiles[0].engine}, merged"
        yield Link(noun="profiles", id="", said=said)
