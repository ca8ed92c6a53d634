"""What every ledger does, in memory, on a SQLite file and on a real PostgreSQL server: shelves and what they lack.

Its neighbours `test_ledger_*` ask the same three ledgers about answers, outbox and claims, races, and kills.
"""

from dataclasses import replace
from typing import Any

import pytest

from domain.approvals import Answer, RequestState
from domain.decisions import Action
from domain.errors import Ambiguous, Unheard
from domain.ports import Ledger
from domain.profiles import from_training
from domain.signals import Maturity, SignalState
from domain.training import RunState
from domain.verdicts import Outcome
from tests.adapters.story import STORY
from tests.builders import (
    MODEL,
    a_candidate,
    a_decision,
    a_deed,
    a_moment,
    a_notice,
    a_probation,
    a_profile,
    a_promotion,
    a_request,
    a_run,
    a_sample,
    a_segment,
    a_signal,
    a_silence,
    a_verdict,
    a_week,
    a_wish,
    an_approval,
    an_order,
)
from tests.outboxes import on_its_way

NOW = a_moment()

each_shelf = pytest.mark.parametrize(("shelf", "noun"), STORY, ids=[name for name, _ in STORY])


@each_shelf
def test_what_is_recorded_comes_back_equal(ledger: Ledger, shelf: str, noun: Any) -> None:
    kept = getattr(ledger, shelf).record(noun)

    assert kept == noun
    assert getattr(ledger, shelf).get(noun.id) == noun
    assert getattr(ledger, shelf).get(noun.id[:4]) == noun
    assert getattr(ledger, shelf).of(MODEL) == (noun,)
    assert getattr(ledger, shelf).of("another model") == ()
    assert ledger.models() == (MODEL,)


@each_shelf
def test_a_notice_is_told_with_the_first_record_only(ledger: Ledger, shelf: str, noun: Any) -> None:
    getattr(ledger, shelf).record(noun, tell=a_notice(key="first"))
    getattr(ledger, shelf).record(noun, tell=a_notice(key="second"))

    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["first"]


@pytest.mark.parametrize("name", ["", "nothing starts so", "%", "_" * 20, a_decision().id[:4].upper()])
def test_a_name_that_fits_nothing_is_unheard(ledger: Ledger, name: str) -> None:
    ledger.decisions.record(a_decision())

    with pytest.raises(Unheard):
        ledger.decisions.get(name)


def test_an_ambiguous_start_of_an_id_lists_what_it_may_mean(ledger: Ledger) -> None:
    decisions = [a_decision(policy=f"policy {number}") for number in range(40)]
    for decision in decisions:
        ledger.decisions.record(decision)
    # Forty ids on sixteen first digits: some digit has at least three.
    firsts = [decision.id[0] for decision in decisions]
    prefix = max(firsts, key=firsts.count)

    with pytest.raises(Ambiguous) as refusal:
        ledger.decisions.get(prefix)

    matches = [decision.id for decision in decisions if decision.id.startswith(prefix)]
    assert len(matches) >= 3
    assert all(match in str(refusal.value) for match in matches)


@each_shelf
def test_a_fingerprint_is_that_of_what_is_kept(ledger: Ledger, shelf: str, noun: Any) -> None:
    assert getattr(ledger, shelf).fingerprints([noun.id]) == {}

    getattr(ledger, shelf).record(noun)

    found = getattr(ledger, shelf).fingerprints({noun.id, "of nothing"})
    assert found.keys() == {noun.id}
    assert len(found[noun.id]) == 64


def test_a_fingerprint_changes_with_what_is_kept_and_not_with_how_many_are_asked_for(ledger: Ledger) -> None:
    launched = ledger.runs.record(a_run())
    decisions = [ledger.decisions.record(a_decision(policy=f"policy {number}")) for number in range(501)]
    before = ledger.runs.fingerprints([launched.id])

    ledger.runs.settle(a_run(state=RunState.SUCCEEDED))

    assert ledger.runs.fingerprints([launched.id]) != before
    every = ledger.decisions.fingerprints([decision.id for decision in decisions])
    assert len(set(every.values())) == len(decisions)
    assert every[decisions[0].id] == ledger.decisions.fingerprints([decisions[0].id])[decisions[0].id]


def test_the_first_record_wins(ledger: Ledger) -> None:
    first = ledger.decisions.record(a_decision(because="the first reason"))
    second = ledger.decisions.record(a_decision(because="another reason"))

    assert second == first
    assert ledger.decisions.of(MODEL) == (first,)


def test_nouns_of_a_model_come_in_the_order_in_which_they_came_about(ledger: Ledger) -> None:
    weeks = [3, 1, 2, 0]
    for week in weeks:
        ledger.decisions.record(a_decision(window=a_week(week)))
    ledger.decisions.record(a_decision(model="taxis"))

    assert [decision.window for decision in ledger.decisions.of(MODEL)] == [a_week(week) for week in weeks]


def test_of_the_decisions_over_the_newest_window_the_first_one_is_the_newest(ledger: Ledger) -> None:
    first = a_decision(window=a_week(2))
    for decision in (a_decision(), first, a_decision(policy="another", window=a_week(2)), a_decision(window=a_week(1))):
        ledger.decisions.record(decision)
    ledger.decisions.record(a_decision(model="taxis", window=a_week(3)))

    assert ledger.decisions.newest(MODEL) == first


def test_models_are_known_from_any_shelf_in_order(ledger: Ledger) -> None:
    ledger.silences.record(a_silence(model="taxis"))
    ledger.signals.record(a_signal(model="Zebras"))
    ledger.outbox.queue(a_notice(model="boats"))

    assert ledger.models() == ("Zebras", "boats", "taxis")


def test_an_empty_ledger_has_no_answers(ledger: Ledger) -> None:
    assert ledger.models() == ()
    assert ledger.decisions.unordered() == ()
    assert ledger.decisions.undone() == ()
    assert ledger.decisions.wished() == ()
    assert ledger.decisions.newest(MODEL) is None
    assert ledger.orders.open() == ()
    assert ledger.candidates.unjudged() == ()
    assert ledger.verdicts.unasked() == ()
    assert ledger.requests.pending() == ()
    assert ledger.requests.unfulfilled() == ()
    assert ledger.promotions.on_probation() == ()
    assert ledger.promotions.latest(MODEL) is None
    assert on_its_way(ledger) == ()


def test_profiles_of_an_origin_come_by_window_whole_traffic_first(ledger: Ledger) -> None:
    late = a_profile(window=a_week(1))
    slice_ = a_profile(segment=a_segment())
    whole = a_profile()
    training = a_profile(origin=from_training("v1"))
    for profile in (late, slice_, whole, training):
        ledger.profiles.record(profile)

    assert ledger.profiles.from_origin(MODEL, "log") == (whole, slice_, late)
    assert ledger.profiles.from_origin(MODEL, from_training("v1")) == (training,)


def test_a_provisional_signal_gives_way_and_a_final_one_stays(ledger: Ledger) -> None:
    provisional = a_signal(maturity=Maturity.PROVISIONAL, value=11.0)
    riper = replace(provisional, value=11.5)
    final = a_signal(value=12.0)

    assert ledger.signals.record(provisional) == provisional
    assert ledger.signals.record(riper) == riper
    assert ledger.signals.record(final) == final
    assert ledger.signals.record(provisional) == final
    assert ledger.signals.record(a_signal(value=99.0)) == final
    assert ledger.signals.of(MODEL) == (final,)


def test_a_signal_that_gives_way_keeps_its_place_and_is_told_once(ledger: Ledger) -> None:
    provisional = a_signal(maturity=Maturity.PROVISIONAL)
    ledger.signals.record(provisional, tell=a_notice(key="provisional"))
    ledger.signals.record(a_signal(name="rows"))
    ledger.signals.record(a_signal(value=12.0), tell=a_notice(key="final"))

    assert [signal.name for signal in ledger.signals.of(MODEL)] == ["mae", "rows"]
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["provisional"]


def test_signals_within_a_window_come_by_window_name_and_subject(ledger: Ledger) -> None:
    ordered = [
        a_signal(name="drift", subject="carrier"),
        a_signal(name="drift", subject="temp"),
        a_signal(name="drift", subject="temp", segment=a_segment()),
        a_signal(state=SignalState.UNKNOWN),
        a_signal(window=a_week(1), name="drift"),
    ]
    outside = [a_signal(window=a_week(-1)), a_signal(window=a_week(2)), a_signal(model="taxis")]
    for one in reversed(ordered + outside):
        ledger.signals.record(one)

    both_weeks = replace(a_week(0), end=a_week(1).end)
    assert ledger.signals.within(MODEL, both_weeks) == tuple(ordered)
    assert ledger.signals.within(MODEL, a_week(5)) == ()


def test_of_what_was_measured_again_the_latest_revision_counts_and_the_earlier_ones_are_kept(ledger: Ledger) -> None:
    first, amended = a_signal(value=11.0), a_signal(value=12.0, revision=1)
    whole, grown = a_profile(rows=900), a_profile(rows=950, revision=1)
    for signal in (amended, first):
        ledger.signals.record(signal)
    for profile in (whole, grown, a_profile(window=a_week(1))):
        ledger.profiles.record(profile)
    for sample in (a_sample(), a_sample(revision=1)):
        ledger.samples.record(sample)

    assert ledger.signals.within(MODEL, a_week(0)) == (amended,)
    assert ledger.signals.get(first.id) == first
    assert ledger.profiles.from_origin(MODEL, "log", within=a_week(0)) == (grown,)
    assert ledger.profiles.get(whole.id) == whole
    assert ledger.samples.from_origin(MODEL, "log") == (a_sample(revision=1),)
    assert ledger.samples.from_origin(MODEL, "log", within=a_week(1)) == ()


def test_signals_are_found_by_name_state_and_window_in_every_revision(ledger: Ledger) -> None:
    bad, again = a_signal(), a_signal(revision=1, value=9.0, state=SignalState.CALM)
    later, other = a_signal(window=a_week(1)), a_signal(name="drift", subject="temp")
    for signal in (bad, other, again, later):
        ledger.signals.record(signal)
    assert ledger.signals.named(MODEL, {"mae"}) == (bad, again, later)
    assert ledger.signals.named(MODEL, {"mae", "drift"}, within=a_week(0)) == (bad, other, again)
    assert ledger.signals.named(MODEL, {"mae"}, state=SignalState.CALM) == (again,)
    assert ledger.signals.named(MODEL, set()) == ()
    assert ledger.signals.named("another", {"mae"}) == ()


def test_signals_recorded_together_are_kept_as_if_one_by_one(ledger: Ledger) -> None:
    final = a_signal(name="mae", value=10.0)
    waiting = a_signal(name="rmse", maturity=Maturity.PROVISIONAL, value=11.0)
    ledger.signals.record_all([final, waiting])
    riper, late, new = replace(waiting, value=11.5), replace(final, value=99.0), a_signal(name="drift", subject="temp")
    assert ledger.signals.record_all([new, riper, late]) == (new, riper, final)
    assert ledger.signals.of(MODEL) == (final, riper, new)
    assert {now.name: now.value for now in ledger.board.standing(a_moment()).signals} == {
        signal.name: signal.value for signal in (final, riper, new)
    }
    assert ledger.signals.record_all([]) == ()


def test_of_signals_recorded_together_that_answer_one_question_the_first_final_one_is_kept(ledger: Ledger) -> None:
    early, final, late = a_signal(maturity=Maturity.PROVISIONAL, value=1.0), a_signal(value=2.0), a_signal(value=3.0)
    assert ledger.signals.record_all([early, final, late]) == (final, final, final)
    assert ledger.signals.of(MODEL) == (final,)

    guess, better = (a_signal(window=a_week(1), maturity=Maturity.PROVISIONAL, value=each) for each in (4.0, 5.0))
    assert ledger.signals.record_all([guess, late, better]) == (better, final, better)
    assert ledger.signals.record_all([guess, better]) == (better, better)
    assert ledger.signals.of(MODEL) == (final, better)
    assert [now.value for now in ledger.board.standing(a_moment()).signals] == [5.0]


def test_provisional_signals_are_those_whose_latest_revision_is(ledger: Ledger) -> None:
    ripe_since = a_signal(maturity=Maturity.PROVISIONAL)
    waiting = a_signal(window=a_week(1), maturity=Maturity.PROVISIONAL)
    for signal in (waiting, ripe_since, a_signal(revision=1), a_signal(window=a_week(2))):
        ledger.signals.record(signal)

    assert ledger.signals.provisional(MODEL) == (waiting,)
    assert ledger.signals.provisional("taxis") == ()


def test_a_decision_to_retrain_is_unordered_until_its_order(ledger: Ledger) -> None:
    ledger.decisions.record(a_decision())
    ledger.decisions.record(a_decision(window=a_week(1), action=Action.ALERT))
    assert ledger.decisions.unordered() == (a_decision(),)

    ledger.orders.record(an_order())
    assert ledger.decisions.unordered() == ()


@pytest.mark.parametrize("action", [Action.ROLL_BACK, Action.RUN])
def test_a_decision_that_is_carried_out_in_one_step_is_undone_until_its_deed(ledger: Ledger, action: Action) -> None:
    decision = ledger.decisions.record(a_decision(action=action))
    for week, other in enumerate((Action.NOTHING, Action.ALERT, Action.INVESTIGATE, Action.RETRAIN), start=1):
        ledger.decisions.record(a_decision(window=a_week(week), action=other))
    assert ledger.decisions.undone() == (decision,)

    ledger.deeds.record(a_deed(decision=decision.id))
    assert ledger.decisions.undone() == ()


@pytest.mark.parametrize(
    ("question", "action"), [("unordered", Action.RETRAIN), ("undone", Action.ROLL_BACK), ("undone", Action.RUN)]
)
def test_what_was_amended_waits_for_nothing_and_what_amends_it_does(
    ledger: Ledger, question: str, action: Action
) -> None:
    asked = getattr(ledger.decisions, question)
    first = ledger.decisions.record(a_decision(action=action))
    other = ledger.decisions.record(a_decision(model="taxis", action=action))
    calm = ledger.decisions.record(a_decision(action=Action.NOTHING, amends=first.id))
    assert (asked(MODEL), asked()) == ((), (other,))

    again = ledger.decisions.record(a_decision(action=action, amends=calm.id))
    assert (asked(MODEL), asked()) == ((again,), (other, again))


def test_what_people_asked_for_is_found_whatever_became_of_it(ledger: Ledger) -> None:
    first, second = a_wish(), a_wish(number=2, action=Action.ROLL_BACK)
    for decision in (first, a_decision(), second):
        ledger.decisions.record(decision)
    ledger.orders.record(an_order(decision=first.id))

    assert ledger.decisions.wished() == (first, second)


def test_an_order_is_open_until_its_run_has_ended(ledger: Ledger) -> None:
    ledger.orders.record(an_order())
    assert ledger.orders.open() == (an_order(),)
    assert ledger.runs.of_order(an_order().id) is None

    ledger.runs.record(a_run())
    assert ledger.orders.open() == (an_order(),)
    assert ledger.runs.of_order(an_order().id) == a_run()

    ledger.runs.settle(a_run(state=RunState.SUCCEEDED))
    assert ledger.orders.open() == ()


def test_a_run_is_settled_once_and_told_once(ledger: Ledger) -> None:
    ledger.runs.record(a_run())
    failed = a_run(state=RunState.FAILED, message="out of memory")

    assert ledger.runs.settle(failed, tell=a_notice(key="failed")) == failed
    assert ledger.runs.settle(a_run(state=RunState.SUCCEEDED), tell=a_notice(key="succeeded")) == failed
    assert ledger.runs.record(a_run()) == failed
    assert ledger.runs.of(MODEL) == (failed,)
    assert [notice.key for notice in ledger.outbox.of(MODEL)] == ["failed"]


def test_a_run_that_was_never_launched_cannot_be_settled(ledger: Ledger) -> None:
    with pytest.raises(Unheard, match="no run to settle"):
        ledger.runs.settle(a_run(state=RunState.FAILED), tell=a_notice())

    assert ledger.outbox.of(MODEL) == ()


def test_a_challenger_is_unjudged_until_its_verdict(ledger: Ledger) -> None:
    ledger.candidates.record(a_candidate(version="v1", training_run=None))
    ledger.candidates.record(a_candidate())
    ledger.candidates.record(a_candidate(version="v2 refitted", refits=a_candidate().id))
    assert ledger.candidates.unjudged() == (a_candidate(),)

    ledger.verdicts.record(a_verdict(outcome=Outcome.REJECT))
    assert ledger.candidates.unjudged() == ()


def test_a_challenger_is_not_to_be_judged_before_its_run_is_settled(ledger: Ledger) -> None:
    ledger.runs.record(a_run())
    ledger.candidates.record(a_candidate())
    assert ledger.candidates.unjudged() == ledger.candidates.unjudged(MODEL) == ()

    ledger.runs.settle(a_run(state=RunState.SUCCEEDED))
    assert ledger.candidates.unjudged() == ledger.candidates.unjudged(MODEL) == (a_candidate(),)


def test_a_candidate_is_found_by_its_version(ledger: Ledger) -> None:
    ledger.candidates.record(a_candidate())

    assert ledger.candidates.of_version(MODEL, "v2") == a_candidate()
    with pytest.raises(Unheard, match="v3 of flights"):
        ledger.candidates.of_version(MODEL, "v3")


def test_a_verdict_to_promote_is_unasked_until_its_request(ledger: Ledger) -> None:
    ledger.verdicts.record(a_verdict())
    ledger.verdicts.record(a_verdict(candidate="another", outcome=Outcome.REJECT))
    assert ledger.verdicts.unasked() == (a_verdict(),)

    ledger.requests.record(a_request())
    assert ledger.verdicts.unasked() == ()


def test_an_approved_request_is_unfulfilled_until_its_promotion(ledger: Ledger) -> None:
    ledger.requests.record(a_request())
    assert ledger.requests.unfulfilled() == ()

    ledger.requests.answer(an_approval())
    assert ledger.requests.unfulfilled() == ((a_request(), an_approval()),)

    ledger.promotions.record(a_promotion())
    assert ledger.requests.unfulfilled() == ()


def test_a_rejected_request_has_nothing_to_fulfil(ledger: Ledger) -> None:
    ledger.requests.record(a_request())
    ledger.requests.answer(an_approval(answer=Answer.REJECT))

    assert ledger.requests.unfulfilled() == ()
    assert ledger.requests.state(a_request().id) is RequestState.REJECTED


def test_a_promotion_that_replaced_a_champion_is_on_probation_until_it_ends(ledger: Ledger) -> None:
    ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    ledger.promotions.record(a_promotion())
    assert ledger.promotions.on_probation() == (a_promotion(),)

    ledger.probations.record(a_probation())
    assert ledger.promotions.on_probation() == ()


def test_the_latest_promotion_is_the_last_one_of_its_model(ledger: Ledger) -> None:
    first = a_promotion(from_version=None, to_version="v1", approval=None)
    for promotion in (first, a_promotion(), a_promotion(model="taxis", to_version="v9")):
        ledger.promotions.record(promotion)

    assert ledger.promotions.latest(MODEL) == a_promotion()
    assert ledger.promotions.latest("boats") is None
