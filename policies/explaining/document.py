"""An account for a program: plain values whose keys stay.

`version` goes up when a key changes its meaning or goes away; new keys may come without. Moments are ISO 8601 in UTC,
windows half-open. In `tree`, `rule` is in the words of `policies.rules`, and `inside` are the conditions within, in
their order: a turn's `path` counts through them from 0. What is not known is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.explaining.account import question
from policies.explaining.turning import leaf_at

if TYPE_CHECKING:
    from domain.decisions import Reading, Trace
    from domain.windows import Window
    from policies.explaining.account import Account, Link
    from policies.explaining.differences import Difference

VERSION = 1
# The nearest ones; `count` says how many there are.
_WAYS = 50


def as_document(account: Account) -> dict[str, Any]:
    """The account in what JSON knows."""
    decision = account.decision
    return {
        "version": VERSION,
        "decision": decision.id,
        "model": decision.model,
        "policy": decision.policy,
        "policy_digest": decision.policy_digest,
        "window": _window(decision.window),
        "decided_at": decision.decided_at.isoformat(),
        "amends": decision.amends,
        "action": decision.action.value,
        "reason": decision.reason.value,
        "because": decision.because,
        "tree": _node(account.tree),
        "held_back_by": [{"gate": hold.gate, "because": hold.because} for hold in account.holds],
        "otherwise": {
            "question": question(decision),
            "count": len(account.otherwise.found),
            "are_all": account.otherwise.are_all,
            "ways": [_way(each, account.tree) for each in account.otherwise.found[:_WAYS]],
        },
        "what_changed": list(decision.what_changed),
        "rests_on": [_link(link) for link in account.rests_on],
        "came_of_it": [_link(link) for link in account.came_of_it],
        "remarks": list(account.remarks),
    }


def _node(trace: Trace) -> dict[str, Any]:
    return {
        "condition": trace.condition,
        "truth": trace.truth.value,
        "because": trace.because,
        "rule": trace.rule,
        "readings": [_reading(reading) for reading in trace.readings],
        "inside": [_node(child) for child in trace.children],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "of": reading.of,
        "value": reading.value,
        "limit": reading.limit,
        "is_true_above": reading.is_true_above,
        "is_true_at_limit": reading.is_true_at_limit,
        "rows": reading.rows,
        "signal": reading.signal,
        "window": _window(reading.window) if reading.window else None,
    }


def _way(way: Difference, tree: Trace) -> dict[str, Any]:
    turns = [
        {"path": list(turn.path), "condition": leaf_at(tree, turn.path).condition, "to": turn.to.value}
        for turn in way.turns
    ]
    return {"leads_to": way.leads_to.value, "said": list(way.said), "turns": turns, "gates": list(way.gates)}


def _link(link: Link) -> dict[str, Any]:
    return {"noun": link.noun, "id": link.id, "said": link.said, "is_kept": link.is_kept}


def _window(window: Window) -> dict[str, str]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}
