"""What is told when the champion changes, and when its probation ends."""

from adapters.notices.linking import run_fact
from adapters.notices.pressed import roll_back_button
from adapters.notices.words import moment, number, sentence
from domain.approvals import Probation, ProbationState, Promotion
from domain.notices import Button, Notice, Severity
from domain.verdicts import Role, Verdict

_PROBATIONS = {
    ProbationState.CONFIRMED: (Severity.INFO, "{version} kept its promise"),
    ProbationState.NOT_CONFIRMED: (Severity.WARNING, "{version} is not confirmed by what was served"),
    ProbationState.ROLLED_BACK: (Severity.INFO, "{version} broke its promise"),
}


def promoted(
    promotion: Promotion,
    verdict: Verdict | None = None,
    *,
    thread: str,
    unit: str = "",
    replaces: Promotion | None = None,
    run: str | None = None,
) -> Notice:
    """A version is in force; from a second one on it is on probation, and can be rolled back.

    The message that told of the promotion that it `replaces` loses its button: what it would take back is gone. `run`
    is the trainer's own name for the version's training.
    """
    before = promotion.from_version
    then = (
        f"It is on probation: if it serves worse than promised, {before} comes back."
        if before
        else "It is the model's first champion."
    )
    return Notice(
        key=_told_of(promotion.id),
        model=promotion.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{promotion.model}: {promotion.to_version} is the champion"
        + (f", replacing {before}" if before else ""),
        paragraphs=(then,),
        facts=(*_promises(promotion, verdict, unit), *run_fact(run)),
        buttons=_undoing(promotion, thread),
        created_at=promotion.promoted_at,
        status=f"{promotion.to_version} is the champion" + (", on probation" if before else ""),
        closes=_told_of(replaces.id) if replaces else None,
    )


def _undoing(promotion: Promotion, thread: str) -> tuple[Button, ...]:
    if promotion.from_version is None:
        return ()
    to, version = promotion.from_version, promotion.to_version
    return (roll_back_button(promotion.model, to=to, version=version, decision=thread),)


def _told_of(promotion: str) -> str:
    return f"promotion {promotion}"


def _promises(promotion: Promotion, verdict: Verdict | None, unit: str) -> tuple[tuple[str, str], ...]:
    if promotion.promised is None:
        return ()
    return (("Promised error", _promise(promotion.promised, verdict, unit)),)


def _promise(promised: float, verdict: Verdict | None, unit: str) -> str:
    """The error that the version promises, beside that of the version it replaces on the same rows."""
    goals = (c for c in (verdict.comparisons if verdict else ()) if c.role is Role.GOAL and c.segment is None)
    before = next((c.champion for c in goals), None)
    if verdict is None or before is None:
        return number(promised, unit)
    return f"{number(promised, unit)}, where {verdict.champion} had {number(before)} on the same rows"


def probation_ended(probation: Probation, promotion: Promotion, *, thread: str) -> Notice:
    """Whether a new champion served as well as it had promised.

    One that did not was rolled back before: `rolled_back` is what tells why, how loud it is and how things stand.
    """
    severity, title = _PROBATIONS[probation.state]
    is_back = probation.state is ProbationState.ROLLED_BACK
    said = f"{promotion.from_version} serves again; why is told above." if is_back else probation.because
    return Notice(
        key=f"probation {probation.id}",
        model=probation.model,
        thread=thread,
        severity=severity,
        title=f"{probation.model}: {title.format(version=promotion.to_version)}",
        paragraphs=(sentence(said),),
        asides=(f"in force since {moment(promotion.promoted_at)}",),
        created_at=probation.ended_at,
        status=None if is_back else title.format(version=promotion.to_version),
        resolves=not is_back,
    )


def rolled_back(promotion: Promotion, probation: Probation, *, thread: str) -> Notice:
    """An earlier champion is back; `promotion` is the step back, `probation` says why."""
    return Notice(
        key=_told_of(promotion.id),
        model=promotion.model,
        thread=thread,
        severity=Severity.CRITICAL,
        title=f"{promotion.model}: rolled back to {promotion.to_version}",
        paragraphs=(
            f"{promotion.to_version} serves again; {promotion.from_version} is out of force.",
            sentence(probation.because),
        ),
        created_at=promotion.promoted_at,
        status=f"Rolled back to {promotion.to_version}",
        resolves=True,
        closes=_told_of(promotion.rolls_back) if promotion.rolls_back else None,
    )
