"""Every text that people read: what it says, how loud, and to which incident it belongs."""

from typing import Any

import pytest

from adapters import notices
from adapters.memory import MemoryLedger
from adapters.notices.approvals import bound_value, read_bound_value
from adapters.notices.breaches import headline, moved_most
from adapters.notices.words import gain
from domain.decisions import Action, Reason
from domain.notices import Notice, Severity, request_key
from domain.signals import Side, Signal, SignalState
from domain.verdicts import Interval, Result, Role
from tests.adapters.slack.builders import COURSE, MISSING, SIGNALS, THREAD, WISH, every_notice
from tests.builders import (
    MODEL,
    a_candidate,
    a_comparison,
    a_decision,
    a_moment,
    a_promotion,
    a_request,
    a_run,
    a_segment,
    a_signal,
    a_verdict,
    a_week,
    an_approval,
    an_order,
)

EVERY = every_notice()


def _missing(*columns: str) -> list[Signal]:
    return [
        a_signal(name="missing_share", subject=column, value=0.53 + rank / 100, threshold=0.3, baseline=0.002, rows=291)
        for rank, column in enumerate(columns)
    ]


# name, severity, title, one sentence or fact that has to be there
SAID = [
    (
        "retraining decided",
        Severity.WARNING,
        "flights: retraining, mae above its limit, and 1 more",
        "mae 12.5 is above 10.",
    ),
    ("scheduled retraining", Severity.WARNING, "flights: retraining ordered", "13 weeks since the last one."),
    (
        "alerted",
        Severity.WARNING,
        "flights: mae above its limit",
        "Nothing is retrained; please have a look.",
    ),
    (
        "investigation",
        Severity.WARNING,
        "flights: please investigate, mae above its limit, and 1 more",
        "temp (drift 0.31)",
    ),
    (
        "rolling back",
        Severity.CRITICAL,
        "flights: rolling back, mae above its limit",
        "The version before the present one is put back in force, if there is one.",
    ),
    (
        "running",
        Severity.INFO,
        "flights: running refresh/nightly, mae above its limit",
        "The champion stays in force.",
    ),
    ("started", Severity.INFO, "flights: refresh/nightly was started", "7d6f3a52-5f6e-4c1e-9f0a-2d1f3c4b5a69"),
    (
        "not started",
        Severity.WARNING,
        "flights: no deployment was started",
        "v1 is the model's first champion.",
    ),
    (
        "not rolled back",
        Severity.WARNING,
        "flights: cannot be rolled back",
        "The champion stays in force; a person should look, or a policy that retrains.",
    ),
    (
        "stretch left out",
        Severity.INFO,
        "flights: not every training window can be tried yet",
        "Left out: since the change began there are only 2 days of labels.",
    ),
    (
        "won in shadow",
        Severity.INFO,
        "flights: challenger v2 beat champion v1",
        "Shadow only: nobody is asked, and the champion stays.",
    ),
    (
        "held back",
        Severity.WARNING,
        "flights: action held back, mae above its limit, and 1 more",
        "Held back by: cooldown until Thu 13:00.",
    ),
    (
        "training put off",
        Severity.INFO,
        "flights: retraining waits for labels",
        "9 days of labels, 28 are needed.",
    ),
    ("training failed", Severity.CRITICAL, "flights: training failed, the champion stays", "Input X contains NaN."),
    ("challenger won", Severity.INFO, "flights: challenger v2 beat champion v1", "mae v2 11, v1 12.5 minutes"),
    (
        "challenger refused",
        Severity.WARNING,
        "flights: challenger v2 refused, v1 stays",
        "v2 is 0.43 minutes worse (95% interval: 0.15 to 0.71 worse) in mae on 5,312 held-out rows.",
    ),
    (
        "challenger refused",
        Severity.WARNING,
        "flights: challenger v2 refused, v1 stays",
        "- mae where carrier=UA: worse (0.9 minutes worse)",
    ),
    (
        "inconclusive",
        Severity.WARNING,
        "flights: no clear winner between v2 and v1, v1 stays",
        "the interval holds both better and worse.",
    ),
    (
        "asked",
        Severity.WARNING,
        "flights: approve v2 in place of v1?",
        "Without an answer by Thu 11 Apr 05:00 UTC the champion v1 stays.",
    ),
    ("asked", Severity.WARNING, "flights: approve v2 in place of v1?", "U07ADA, U07BOB"),
    (
        "asked",
        Severity.WARNING,
        "flights: approve v2 in place of v1?",
        "v2 is 1.5 minutes better (95% interval: 0.5 to 2.5 better) in mae on 900 held-out rows.",
    ),
    ("approved", Severity.INFO, "flights: Ada approved v2", "v2 replaces v1 at the next run."),
    ("rejected", Severity.INFO, "flights: Bob rejected v2", "wait for the holiday to pass."),
    ("expired", Severity.WARNING, "flights: nobody answered about v2, v1 stays", "2013-04-11 05:00 UTC"),
    (
        "overtaken",
        Severity.WARNING,
        "flights: v2 was approved too late, v3 stays",
        "It was tried against v1; by the time of the answer v3 was the champion.",
    ),
    (
        "promoted",
        Severity.INFO,
        "flights: v2 is the champion, replacing v1",
        "It is on probation: if it serves worse than promised, v1 comes back.",
    ),
    (
        "promoted",
        Severity.INFO,
        "flights: v2 is the champion, replacing v1",
        "11 minutes, where v1 had 12.5 on the same rows",
    ),
    ("adopted", Severity.INFO, "flights: v2 is the champion", "It is the model's first champion."),
    ("confirmed", Severity.INFO, "flights: v2 kept its promise", "mae 11.1 against a promise of 11.0."),
    ("promise broken", Severity.INFO, "flights: v2 broke its promise", "v1 serves again; why is told above."),
    ("rolled back", Severity.CRITICAL, "flights: rolled back to v1", "v1 serves again; v2 is out of force."),
    ("rolled back", Severity.CRITICAL, "flights: rolled back to v1", "mae 14.2 against a promise of 11.0."),
    ("trouble", Severity.WARNING, "flights: could not train", "log/2013-04-08.parquet: cannot be read."),
    (
        "one of two",
        Severity.INFO,
        "flights: Ada approved v2, one more approval needed",
        "Until then v1 stays the champion; the question above waits for it.",
    ),
    ("reminder", Severity.WARNING, "flights: v2 still waits for an answer", "U07ADA, U07BOB"),
    (
        "escalated",
        Severity.CRITICAL,
        "Nobody has reacted yet. flights: approve v2 in place of v1?",
        "Waiting since 2013-04-08 05:00 UTC",
    ),
    ("calm again", Severity.INFO, "flights: calm again", "mae 8.4 is not above 10."),
    ("rows again", Severity.INFO, "flights: rows come as usual again", "mae 8.4 is not above 10."),
    ("wish", Severity.WARNING, "flights: ada asked for a roll-back", "complaints."),
    ("wish noted", Severity.INFO, "flights: ada asked for a roll-back", "It goes on in a thread of its own."),
    ("wish refused", Severity.WARNING, "flights: a roll-back for ada is not possible now", "Nothing was changed."),
    ("silenced", Severity.INFO, "flights: snoozed until 2013-04-09 00:00 UTC", "ada: known sensor fault."),
    ("silence lifted", Severity.INFO, "flights: snoozed no longer", "grace: it is mended."),
    ("silence lifted", Severity.INFO, "flights: snoozed no longer", "Was to last until 2013-04-09 00:00 UTC, by ada"),
    (
        "grouped",
        Severity.WARNING,
        "3 models: values of dep_delay are missing",
        "delays, flights, prices: missing_share of dep_delay above its limit",
    ),
    ("digest", Severity.INFO, "Monday, 8 April: news of 1 model", "- v2 kept its promise (2013-04-22 00:00 UTC)"),
]


@pytest.mark.parametrize(("name", "severity", "title", "sentence"), SAID)
def test_a_notice_says_the_fact_in_its_title_and_the_reason_below(
    name: str, severity: Severity, title: str, sentence: str
) -> None:
    notice = EVERY[name]
    assert (notice.severity, notice.title) == (severity, title)
    assert sentence in _told(notice)


def test_every_shipped_notice_is_in_the_table() -> None:
    assert {name for name, *_ in SAID} == set(EVERY)


OF_THEIR_OWN = {"adopted", "digest", "grouped", "trouble", "wish", "wish refused"}


@pytest.mark.parametrize("name", sorted(set(EVERY) - OF_THEIR_OWN))
def test_a_notice_belongs_to_the_incident_of_its_decision(name: str) -> None:
    assert EVERY[name].thread == THREAD


def test_notices_of_different_nouns_never_share_a_key() -> None:
    one_of_each = ("retraining decided", "training put off", "training failed", "challenger won", "asked", "approved")
    then = ("expired", "overtaken", "promoted", "adopted", "confirmed", "rolled back", "trouble")
    assert len({EVERY[name].key for name in one_of_each + then}) == len(one_of_each + then)


def test_both_answers_to_one_request_share_a_key_so_only_the_first_is_told() -> None:
    assert EVERY["approved"].key == EVERY["rejected"].key


def test_the_opening_notice_carries_the_key_that_threads_are_looked_up_by() -> None:
    assert EVERY["retraining decided"].key == f"decision {THREAD}"


def test_the_stretches_that_were_tried_come_best_first_with_what_is_not_known_last_and_are_no_paragraph() -> None:
    told = next(aside for aside in EVERY["won in shadow"].asides if aside.startswith("trained on"))
    lost = "mean loss 7.25 minutes before the hold-out (others 9.5, not known: too few rows)"
    assert told == f"trained on 2013-03-18 to 2013-03-25, the best of 3: {lost}"
    assert "trained on" not in " ".join(EVERY["won in shadow"].paragraphs)


def test_a_breach_that_the_decision_speaks_of_comes_before_a_larger_one() -> None:
    assert headline(SIGNALS, because="mae 12.5 is above 10") == "mae above its limit, and 1 more"


def test_a_breach_that_the_decision_does_not_speak_of_is_no_headline() -> None:
    assert headline(SIGNALS, because="13 weeks since the last one") is None


def test_calm_and_unknown_signals_make_no_headline() -> None:
    signals = [a_signal(state=state) for state in (SignalState.CALM, SignalState.UNKNOWN)]
    assert headline(signals, because="mae") is None


@pytest.mark.parametrize(
    ("signals", "because", "title", "counted"),
    [
        (
            [a_signal(name=f"latency_p{i}", value=300.0 + i, threshold=200.0) for i in range(90, 99)],
            "latency_p98 398 is above 200",
            "latency_p98 above its limit, and 8 more",
            "9 of 9 signals breached (latency_p98; latency_p97; latency_p96; latency_p95; latency_p94; 4 more)",
        ),
        (
            [*_missing("temp", "dewp", "humid", "precip", "visib"), a_signal()],
            "missing_share of temp 53%",
            "missing_share of 5 columns above their limits, and 1 more",
            "6 of 6 signals breached (missing_share of 5 columns; mae)",
        ),
        (
            _missing("temp", "dewp"),
            "missing_share of temp 53%",
            "missing_share of temp, dewp above their limits",
            "2 of 2 signals breached (missing_share of temp, dewp)",
        ),
        (
            [a_signal(name="row_count", value=3.0, threshold=100.0, side=Side.BELOW), a_signal(state=SignalState.CALM)],
            "row_count 3 is below 100",
            "row_count below its limit",
            "1 of 2 signals breached (row_count)",
        ),
        (
            [a_signal(state=SignalState.UNKNOWN, note="too few rows")],
            "mae is not known",
            "a person should look",
            "0 of 1 signals breached, 1 not known (mae)",
        ),
        ([], "13 weeks since the last one", "a person should look", "no signals were read"),
    ],
)
def test_breaches_are_named_in_few_words_and_the_figure_is_left_to_the_reason(
    signals: list[Signal], because: str, title: str, counted: str
) -> None:
    alert = notices.alerted(a_decision(because=because), signals)
    assert (alert.title, alert.asides[1]) == (f"flights: {title}", counted)
    assert alert.paragraphs[0] == f"{because}."


def test_where_it_moved_is_said_without_figures_and_the_rest_is_left_to_the_account() -> None:
    origin = (
        "Most of the rise comes from origin = JFK: its mae went from 8.8 to 13.7 minutes (31% of rows; Holm p 0.01)."
    )
    nowhere = "No segment stands out: the rise of the mae from 8.82 to 13.7 minutes is spread over all of them."
    inputs = "Of the features, x moves the prediction most: +4 minutes on average."
    told = [
        notices.retraining_decided(a_decision(what_changed=(where, inputs)), ()).paragraphs[1:-1]
        for where in (origin, nowhere)
    ]
    moved = "Of the features, x moves the prediction most."
    assert told == [(f"Most of the rise comes from origin = JFK. {moved}",), (moved,)]


def test_the_columns_and_slices_that_moved_most_come_with_their_values_and_whole_windows_do_not() -> None:
    near = a_signal(name="drift", subject="temp", value=0.3, threshold=0.2)
    far = a_signal(name="missing_share", subject="dewp", value=0.5, threshold=0.1)
    assert moved_most([a_signal(), near, far], because="") == "dewp (missing_share 50%), temp (drift 0.3)"
    assert moved_most([a_signal()], because="") is None


def test_a_gate_that_the_reason_names_is_not_told_twice() -> None:
    gate = "cooldown until Thu 13:00"
    decision = a_decision(reason=Reason.HELD_BACK, because=f"Held back, {gate}", held_back_by=(gate, "in flight"))
    told = _told(notices.held_back(decision, ()))
    assert told.count(gate) == 1
    assert "Held back by: in flight." in told


def test_a_question_that_goes_to_another_channel_says_there_what_whoever_answers_has_to_know() -> None:
    told = _told(notices.escalated(EVERY["asked"], to="#on-call", at=a_moment(days=2)))
    for part in ("in mae on 900 held-out rows", "Without an answer by Thu 11 Apr 05:00 UTC", "U07ADA, U07BOB"):
        assert part in told


def test_buttons_carry_the_request_and_what_it_is_bound_to() -> None:
    values = {button.value for button in EVERY["asked"].buttons}
    assert [button.action for button in EVERY["asked"].buttons] == ["approve", "reject"]
    assert {read_bound_value(value)[1] for value in values} == {a_request().bound_to}


def test_a_bound_value_is_read_back() -> None:
    assert read_bound_value(bound_value(a_request())) == (a_request().id, a_request().bound_to)


@pytest.mark.parametrize("value", ["", "|", "abc", "abc|", "|def"])
def test_a_value_without_request_and_digest_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="is no request"):
        read_bound_value(value)


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((-2.5, -1.5, -0.5), "1.5 worse (95% interval: 0.5 to 2.5 worse)"),
        ((-0.3, -0.1, 0.2), "0.1 worse (95% interval: 0.3 worse to 0.2 better)"),
        ((0.0, 0.4, 0.8), "0.4 better (95% interval: 0 to 0.8 better)"),
    ],
)
def test_a_difference_is_said_as_better_or_worse(interval: tuple[float, float, float], said: str) -> None:
    low, estimate, high = interval
    assert gain(Interval(low=low, estimate=estimate, high=high, confidence=0.95)) == said


def test_figures_are_told_once_and_a_question_says_what_its_verdict_measured() -> None:
    goal = a_comparison(champion=13.731, challenger=10.162, rows=2296)
    in_words = "Over 2,296 rows of 15 days the champion's mae is 13.73 and the challenger's 10.16: a gain of 3.569."
    verdict = a_verdict(comparisons=(goal,), reasons=(in_words, "Passed: the challenger is better."))
    gained = "v2 is 1.5 better (95% interval: 0.5 to 2.5 better) in mae on 2,296 held-out rows."
    told = notices.verdict_given(verdict, thread=THREAD)
    assert told.paragraphs == (gained, "Passed: the challenger is better.")
    assert told.facts == (("mae", "v2 10.2, v1 13.7"),)
    asked = notices.approval_asked(a_request(), verdict, a_candidate(), thread=THREAD)
    assert in_words not in asked.paragraphs
    unmeasured = a_verdict(comparisons=(), reasons=(in_words,))
    assert in_words in notices.approval_asked(a_request(), unmeasured, a_candidate(), thread=THREAD).paragraphs


def test_a_slice_that_was_too_small_to_be_guarded_is_told_once_by_its_reason() -> None:
    small = a_comparison(role=Role.GUARDRAIL, segment=a_segment(), difference=None, result=Result.INCONCLUSIVE)
    unsure = a_comparison(role=Role.GUARDRAIL, segment=a_segment(value="UA"), result=Result.INCONCLUSIVE)
    reasons = ("Passed: the challenger is better.", "Not guarded: carrier=OO (9 rows, a guardrail needs 200).")
    told = notices.verdict_given(a_verdict(comparisons=(a_comparison(), small, unsure), reasons=reasons), thread=THREAD)
    assert told.paragraphs[1:] == (*reasons, "Guardrails:\n- mae where carrier=UA: inconclusive")


def test_a_verdict_without_a_goal_still_has_its_reasons() -> None:
    notice = notices.verdict_given(a_verdict(comparisons=(), reasons=("no rows",)), thread=THREAD)
    assert notice.paragraphs == ("no rows.",)


def test_the_same_trouble_is_told_once_and_another_one_anew() -> None:
    messages = ("cannot be read", "cannot be read", "column temp is missing")
    keys = [
        notices.trouble("flights", "train", message, at=a_moment(hours=hours)).key
        for hours, message in enumerate(messages)
    ]
    assert keys[0] == keys[1] != keys[2]


def test_the_incident_of_a_candidate_is_the_decision_that_ordered_its_training() -> None:
    ledger = MemoryLedger()
    ledger.orders.record(an_order())
    ledger.runs.record(a_run())
    assert notices.incident_of(ledger, a_candidate()) == a_decision().id


def test_a_first_champion_is_its_own_incident() -> None:
    first = a_candidate(training_run=None)
    assert notices.incident_of(MemoryLedger(), first) == first.id


def _told(notice: Notice) -> str:
    facts = [f"{label} {value}" for label, value in notice.facts]
    return "\n".join((notice.title, *notice.paragraphs, *facts, *notice.asides))


# name, what the incident's first message says from then on, whether it is over, which message loses its buttons
STATUSES = [
    ("retraining decided", None, False, None),
    ("training put off", "Waiting for labels before it trains", False, None),
    ("training failed", "Training failed; the champion stays", False, None),
    ("challenger won", "Challenger v2 beat champion v1", False, None),
    ("won in shadow", "Challenger v2 beat champion v1; it was tried in shadow only", True, None),
    ("challenger refused", "Challenger v2 refused, v1 stays", True, None),
    ("asked", "Waiting for an answer about v2 until Thu 11 Apr 05:00 UTC", False, None),
    ("one of two", "Ada approved v2, one more approval needed until Thu 11 Apr 05:00 UTC", False, None),
    ("approved", "Ada approved v2; v2 replaces v1 at the next run.", False, request_key(a_request().id)),
    ("expired", "Nobody answered about v2; v1 stays the champion", True, request_key(a_request().id)),
    ("overtaken", "v2 was approved too late; v3 stays the champion", True, request_key(a_request().id)),
    ("promoted", "v2 is the champion, on probation", False, None),
    ("confirmed", "v2 kept its promise", True, None),
    ("promise broken", None, False, None),
    ("rolled back", "Rolled back to v1", True, f"promotion {a_promotion().id}"),
    ("started", "refresh/nightly was started", True, None),
    ("calm again", "Calm again since 2013-04-08 00:00 UTC", True, None),
    ("rows again", "Rows come as usual again since 2013-04-08 00:00 UTC", True, None),
    ("silenced", "Snoozed until 2013-04-09 00:00 UTC by ada", False, None),
    ("wish refused", "Not possible: v1 is the first champion", True, None),
    ("escalated", "Nobody has reacted; U07EVE1 was told on 2013-04-10 00:00 UTC", False, None),
]


@pytest.mark.parametrize(("name", "status", "resolves", "closes"), STATUSES)
def test_what_happens_is_said_in_the_first_message_and_settles_the_question(
    name: str, status: str | None, resolves: bool, closes: str | None
) -> None:
    notice = EVERY[name]
    assert (notice.status, notice.resolves, notice.closes) == (status, resolves, closes)


def test_a_new_champion_takes_the_button_from_the_message_of_the_one_before() -> None:
    first, second = a_promotion(), a_promotion(from_version="v2", to_version="v3")
    told = notices.promoted(second, thread=THREAD, replaces=first)
    assert told.closes == notices.promoted(first, thread=THREAD).key
    (button,) = told.buttons
    assert (button.label, button.style, button.value) == ("Roll back to v2", "danger", f"{THREAD}|=v3|{MODEL}")


def test_late_data_close_the_message_of_the_decision_that_they_replace() -> None:
    first, then = a_decision(), a_decision(amends=a_decision().id, action=Action.ALERT)
    amended = notices.amended(then, first, SIGNALS)
    assert (amended.closes, amended.thread, amended.status) == (f"decision {first.id}", then.id, None)
    assert amended.title == "flights: late data, a person should look"


@pytest.mark.parametrize(
    ("before", "now", "is_over"),
    [
        (Action.ALERT, {"action": Action.NOTHING, "reason": Reason.CALM}, True),
        (Action.ALERT, {"action": Action.NOTHING, "reason": Reason.HELD_BACK}, False),
        (Action.ALERT, {"action": Action.RETRAIN}, False),
        (Action.RETRAIN, {"action": Action.NOTHING, "reason": Reason.CALM}, False),
    ],
)
def test_late_data_are_told_in_the_incident_and_end_it_where_nothing_is_left_to_do(
    before: Action, now: dict[str, Any], *, is_over: bool
) -> None:
    first = a_decision(action=before)
    amended = notices.amended(a_decision(amends=first.id, **now), first, SIGNALS, thread=first.id)
    assert (amended.thread, amended.closes, amended.resolves) == (first.id, f"decision {first.id}", is_over)
    assert amended.status == amended.title.replace("flights: late", "Late").replace("data, ", "data: ")


def test_calm_ends_the_first_message_of_an_incident_and_its_newest() -> None:
    first, then = a_decision(), a_decision(window=a_week(1))
    over = notices.calm_again(a_decision(window=a_week(2)), (first, then))
    assert (over.thread, over.resolves, over.closes) == (first.id, True, f"decision {then.id}")


def test_an_approval_by_the_one_who_asked_for_the_training_says_that_somebody_else_has_to() -> None:
    asked = a_request(wished_by="ada")
    told = _told(notices.answered(asked, an_approval(asked, by="ada"), thread=THREAD, missing=1))
    assert "by somebody else than who asked for the training" in told


def test_an_answer_says_from_which_account_it_came_where_the_name_does_not() -> None:
    typed = an_approval(by="grace", door="command line", account="ada@laptop")
    clicked = an_approval(by="U07ADA (ada)", account="U07ADA")
    told = [dict(notices.answered(a_request(), given, thread=THREAD).facts) for given in (typed, clicked)]
    assert [facts["Answered by"] for facts in told] == [
        "grace; by way of command line, from ada@laptop",
        "U07ADA (ada); by way of slack",
    ]


def test_who_wished_for_the_training_is_known_by_their_account_under_another_name() -> None:
    asked = a_request(wished_by="ada", wished_from="ada@laptop")
    given = an_approval(asked, by="bob", account="ada@laptop")
    told = _told(notices.answered(asked, given, thread=THREAD, missing=1))
    assert "by somebody else than who asked for the training" in told


def test_since_when_and_what_moved_are_facts() -> None:
    slice_ = a_signal(value=15.2, segment=a_segment(), threshold=14.0)
    facts = dict(notices.retraining_decided(a_decision(), (*SIGNALS, slice_), course=COURSE).facts)
    assert facts["Since"] == "25 Mar 00:00 UTC, 2 windows in a row"
    assert facts["Moved most"] == "temp (drift 0.31), carrier=UA (mae 15.2)"


@pytest.mark.parametrize(
    ("interval", "because", "sure"),
    [
        ((11.0, 14.0), "mae 12.5 is above 10", "95% interval 11 to 14, 1,055 rows"),
        ((11.0, 14.0), "mae 12.5 is above 10, 1,055 rows", "95% interval 11 to 14"),
        (None, "mae 12.5 is above 10", None),
    ],
)
def test_how_sure_is_an_interval_or_nothing_and_repeats_no_rows(
    interval: tuple[float, float] | None, because: str, sure: str | None
) -> None:
    signal = a_signal(interval=interval, rows=1055, note="usually no more than 9")
    told = notices.retraining_decided(a_decision(because=because), [signal])
    assert dict(told.facts).get("How sure") == sure


@pytest.mark.parametrize(
    ("by", "done"),
    [("U07ADA (Ada)", "Ada approved v2"), ("ada", "ada approved v2"), ("U07ADA", "v2 was approved")],
)
def test_no_title_and_no_status_shows_the_id_of_a_person(by: str, done: str) -> None:
    told = notices.answered(a_request(), an_approval(by=by), thread=THREAD)
    one = notices.answered(a_request(needs=2), an_approval(by=by), thread=THREAD, missing=1)
    assert (told.title, one.title) == (f"flights: {done}", f"flights: {done}, one more approval needed")
    assert all("U07ADA" not in (notice.status or "") for notice in (told, one))
    assert dict(told.facts)["Answered by"].startswith(by)


@pytest.mark.parametrize(
    ("signals", "because", "group"),
    [
        ([("missing_share", "dep_delay")], "missing_share of dep_delay 54% is above 5%", "missing_share dep_delay"),
        ([("drift", "temp"), ("drift", "dewp")], "drift of temp 0.3, drift of dewp 0.2", "drift dewp"),
        ([("mae", None)], "mae 12.5 is above 10", None),
        ([("drift", "temp")], "13 weeks since the last one", None),
    ],
)
def test_models_are_grouped_by_the_column_and_the_kind_of_fault_that_the_decision_speaks_of(
    signals: list[tuple[str, str | None]], because: str, group: str | None
) -> None:
    found = [a_signal(name=name, subject=subject) for name, subject in signals]
    assert notices.alerted(a_decision(because=because), found).group == group


@pytest.mark.parametrize(
    ("to", "channel"),
    [
        ("U07EVE1", None),
        ("S07LEAD1 (on call)", None),
        ("CAROLINE", None),
        ("#leads", "#leads"),
        ("C07MODELS (#models)", "C07MODELS"),
        ("G07SECRET", "G07SECRET"),
    ],
)
def test_an_escalation_mentions_people_in_the_thread_and_opens_one_in_a_channel(to: str, channel: str | None) -> None:
    told = notices.escalated(EVERY["asked"], to=to, at=a_moment(days=2))
    assert (told.channel, told.owner) == ((channel, None) if channel else (None, to))
    assert (told.thread == THREAD) is (channel is None)
    assert told.buttons == EVERY["asked"].buttons


def test_what_a_policy_decided_is_no_wish() -> None:
    with pytest.raises(ValueError, match="made by a policy"):
        notices.wish_asked(a_decision())
    assert notices.wish_asked(WISH).key == f"decision {WISH.id}"


def test_a_group_names_the_three_models_of_the_story() -> None:
    assert {notice.group for notice in MISSING} == {"missing_share dep_delay"}
