"""Accounts of decisions of every kind."""

from dataclasses import replace

from domain.decisions import Action, Decision, Reason
from policies.explaining.account import Account, Link, account
from tests.builders import a_decision, a_signal, a_week, a_wish
from tests.policies.explaining.traces import T, a_leaf, any_of, mae_above, sustained

OLD = "0123456789abcdef0123"


def a_fired_decision() -> Decision:
    """It fired because the error was bad twice, and reads a signal that is gone by now."""
    bad = sustained(2, mae_above(7.33, 7.99, window=a_week(0)), mae_above(7.33, 9.0, window=a_week(-1)))
    trace = any_of(bad, mae_above(20.0, 7.99))
    return a_decision(trace=trace, signals=(a_signal().id, OLD), what_changed=("Most of it comes from origin = JFK.",))


def a_fired_account() -> Account:
    chain = (Link(noun="order", id="f" * 20, said="train on all of it"),)
    return account(a_fired_decision(), [a_signal()], came_of_it=chain, remarks=("policy x has changed since",))


def every_account() -> dict[Reason, Account]:
    """One for each reason."""
    gates = ("cooldown until Thu 2013-05-16 16:00 UTC: last retraining was ordered 2013-04-18",)
    fired = a_fired_decision()
    quiet = replace(fired, action=Action.NOTHING)
    return {
        Reason.FIRED: a_fired_account(),
        Reason.CALM: account(replace(quiet, reason=Reason.CALM, trace=mae_above(7.33, 7.0)), []),
        Reason.HELD_BACK: account(replace(quiet, reason=Reason.HELD_BACK, held_back_by=gates), []),
        Reason.DRY_RUN: account(replace(quiet, reason=Reason.DRY_RUN, trace=a_leaf(T)), []),
        Reason.NOT_KNOWN: account(replace(quiet, reason=Reason.NOT_KNOWN, trace=mae_above(7.33, None)), []),
        Reason.UNUSUAL_TRAFFIC: account(replace(fired, action=Action.ALERT, reason=Reason.UNUSUAL_TRAFFIC), []),
        Reason.ASKED: account(a_wish(), []),
    }
