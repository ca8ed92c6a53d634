"""Every noun comes back from its row equal to what was recorded, whatever it holds."""

import json
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage import evidence_kinds, people_kinds, training_kinds
from adapters.storage.mapping import Kind, body_of, noun_from
from domain.approvals import Approval
from domain.errors import EvidenceUnavailable
from domain.notices import Notice
from domain.signals import Signal, SignalState
from domain.silences import Lifting
from domain.windows import Window
from tests.adapters.story import STORY
from tests.builders import (
    a_comparison,
    a_decision,
    a_lifting,
    a_moment,
    a_notice,
    a_profile,
    a_request,
    a_signal,
    a_silence,
    a_verdict,
    an_approval,
    an_interval,
)

KINDS = [
    value
    for kinds in (evidence_kinds, training_kinds, people_kinds)
    for value in vars(kinds).values()
    if isinstance(value, Kind)
]

MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NUMBERS = st.floats(allow_nan=False)
FINITE = st.floats(allow_nan=False, allow_infinity=False)

WINDOWS = st.builds(
    lambda start, length: Window(start=start, end=start + length),
    MOMENTS,
    st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=900)),
)
SIGNALS = st.builds(
    Signal,
    window=WINDOWS,
    value=FINITE,
    threshold=st.none() | FINITE,
    baseline=st.none() | FINITE,
    state=st.sampled_from([SignalState.CALM, SignalState.BREACHED]),
)


@pytest.fixture(scope="module", autouse=True)
def _domain_strategies() -> None:
    for type_, strategy in ((datetime, MOMENTS), (float, NUMBERS), (Window, WINDOWS), (Signal, SIGNALS)):
        st.register_type_strategy(type_, strategy)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=st.data())
def test_a_noun_of_any_content_comes_back_equal(kind: Kind[Any], source: st.DataObject) -> None:
    noun = source.draw(st.from_type(kind.noun))

    row: Any = SimpleNamespace(**kind.values(noun))

    assert kind.read(row) == noun
    assert kind.read(row).id == noun.id


@pytest.mark.parametrize("noun", [Approval, Notice])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=st.data())
def test_answers_and_notices_come_back_equal(noun: type[Any], source: st.DataObject) -> None:
    drawn = source.draw(st.from_type(noun))

    assert noun_from(body_of(drawn), noun) == drawn


def test_every_shelf_with_rows_has_a_kind() -> None:
    assert {kind.noun for kind in KINDS} == {*(type(noun) for _, noun in STORY), Approval, Lifting}
    assert len(KINDS) == len(STORY) + 2


def test_tuples_and_enums_come_back_as_what_they_were() -> None:
    verdict = a_verdict(comparisons=(a_comparison(), a_comparison(metric="p95")))

    read = noun_from(body_of(verdict), type(verdict))

    assert isinstance(read.comparisons, tuple)
    assert read.outcome is verdict.outcome
    assert read.comparisons[0].role is verdict.comparisons[0].role
    assert read.judged_at.utcoffset() == timedelta(0)


def test_a_one_sided_interval_keeps_its_infinity() -> None:
    verdict = a_verdict(comparisons=(a_comparison(difference=an_interval(high=float("inf"))),))

    assert noun_from(body_of(verdict), type(verdict)) == verdict


def test_the_same_noun_has_the_same_body() -> None:
    assert body_of(a_notice()) == body_of(a_notice())
    assert json.loads(body_of(an_approval()))["answer"] == "approve"


def test_a_moment_from_another_zone_is_the_same_moment() -> None:
    approval = an_approval(answered_at=a_moment().astimezone(timezone(timedelta(hours=5, minutes=45))))

    assert noun_from(body_of(approval), Approval).answered_at == a_moment()


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('{"request": 1}', "Approval"),
        (body_of(an_approval()).replace('"door"', '"gate":1,"door"'), "gate"),
        (body_of(an_approval()).replace('"approve"', '"perhaps"'), "answer"),
        ("null", "its body is null"),
    ],
    ids=["fields missing", "unknown field", "unknown answer", "nothing"],
)
def test_a_body_changed_by_hand_is_refused_with_its_field(body: str, complaint: str) -> None:
    with pytest.raises(EvidenceUnavailable, match=complaint):
        noun_from(body, Approval)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [("null", "not a mapping"), ("[]", "not a mapping"), ("{", "Expecting property name"), ("{}", "Field required")],
)
def test_a_body_changed_by_hand_beside_a_column_of_the_noun_is_named_with_a_remedy(body: str, complaint: str) -> None:
    kept = evidence_kinds.PROFILES.values(a_profile())
    row: Any = SimpleNamespace(**kept | {"body": body})

    with pytest.raises(EvidenceUnavailable, match=rf"profile {kept['id']} .*{complaint}.*restore that row from a"):
        evidence_kinds.PROFILES.read(row)


@pytest.mark.parametrize(
    ("noun", "newer"),
    [
        (a_request(), ("needs", "wished_by", "wished_from")),
        (an_approval(), ("entitled_by", "account")),
        (a_silence(), ("door", "account")),
        (a_lifting(), ("why", "account")),
        (a_decision(), ("asked",)),
        (a_notice(), ("links", "chart", "status", "resolves", "closes", "group")),
    ],
    ids=["request", "approval", "silence", "lifting", "decision", "notice"],
)
def test_a_body_from_before_a_field_was_there_is_read_with_its_default(noun: Any, newer: tuple[str, ...]) -> None:
    older = {name: value for name, value in json.loads(body_of(noun)).items() if name not in newer}

    assert noun_from(json.dumps(older), type(noun)) == noun


def test_a_signal_has_the_columns_that_dashboards_read() -> None:
    values = evidence_kinds.SIGNALS.values(a_signal(subject="temp"))

    assert (values["name"], values["subject"], values["value"], values["state"]) == ("mae", "temp", 12.5, "breached")
    assert values["maturity"] == "final"
