"""The whole account of one decision, before any terminal, messenger or program gives it a shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.decisions import Decision, Reason, Trace
from policies.explaining.differences import Differences, differences, gate_of
from policies.explaining.recovering import with_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.signals import Signal
    from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A gate that held back, by its name, and its own words."""

    gate: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One noun of the chain from the window to what came of the decision; `is_kept` is false where it is gone."""

    noun: str
    id: str
    said: str
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Why a decision is what it is.

    `tree` is the decision's trace with a rule wherever one can be told. `remarks` are what its reader has to know
    about the account itself, such as that the policy's file reads otherwise by now.
    """

    decision: Decision
    tree: Trace
    holds: tuple[Hold, ...]
    otherwise: Differences
    rests_on: tuple[Link, ...]
    came_of_it: tuple[Link, ...] = ()
    remarks: tuple[str, ...] = ()


def account(
    decision: Decision,
    signals: Iterable[Signal],
    *,
    profiles: tuple[Link, ...] = (),
    came_of_it: tuple[Link, ...] = (),
    remarks: tuple[str, ...] = (),
) -> Account:
    """The account of a decision; `signals` are those of its signals that are still kept, in any order."""
    kept = {signal.id: signal for signal in signals}
    return Account(
        decision=decision,
        tree=with_rules(decision.trace),
        holds=tuple(Hold(gate=gate_of(hold), because=hold) for hold in decision.held_back_by),
        otherwise=differences(decision),
        rests_on=(*(_signal(id_, kept.get(id_), decision.window) for id_ in decision.signals), *profiles),
        came_of_it=came_of_it,
        remarks=remarks,
    )


def question(decision: Decision) -> str:
    """What the differences answer."""
    return {
        Reason.FIRED: "what would have kept it calm",
        Reason.CALM: "what would have fired it",
        Reason.HELD_BACK: "what would have let it act",
        Reason.DRY_RUN: "what would have let it act",
        Reason.NOT_KNOWN: "what would have had to become known",
        Reason.UNUSUAL_TRAFFIC: "what would have told nobody",
        Reason.ASKED: "what would have led to it otherwise",
    }[decision.reason]


def _signal(id_: str, signal: Signal | None, window: Window) -> Link:
    if signal is None:
        return Link(noun="signal", id=id_, said="no longer in the ledger", is_kept=False)
    value = signal.note if signal.value is None else f"{signal.value:.4g}"
    limit = "" if signal.threshold is None else f", threshold {signal.threshold:.4g}"
    when = "" if signal.window == window else f", {signal.window}"
    said = f"{signal.title} {value}{limit}, {signal.state}, {signal.rows:,} rows{when}"
    return Link(noun="signal", id=id_, said=said)
