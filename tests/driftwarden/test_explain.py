"""`driftwarden explain` as a person asks it: of a decision or a model, for a screen, a program or a message."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from domain.decisions import Action, Decision, Reason
from domain.deeds import Deed, DeedState
from domain.profiles import from_training
from domain.training import Tried
from driftwarden.explain_chain import profiles_behind
from flows.projects import read_project
from policies.grammar import policy_digest
from tests.builders import (
    WEEK,
    a_candidate,
    a_decision,
    a_lifting,
    a_moment,
    a_profile,
    a_promotion,
    a_run,
    a_signal,
    a_silence,
    a_verdict,
    a_week,
    an_artifact,
    an_order,
)
from tests.policies.explaining.accounts import a_fired_decision

if TYPE_CHECKING:
    from pathlib import Path

    from tests.driftwarden.front_door import FrontDoor

MODEL = "bike-demand"


def _keep(project: Path, *nouns: Any) -> None:
    """Record nouns of any kind in the project's ledger."""
    (project / ".driftwarden").mkdir(exist_ok=True)
    with closing(open_ledger(f"sqlite:///{project / '.driftwarden' / 'ledger.db'}")) as ledger:
        for noun in nouns:
            name = type(noun).__name__.lower().removeprefix("training")
            getattr(ledger, f"{name}s").record(noun)


def _of_week(number: int, **fields: Any) -> Decision:
    window = a_week(number)
    calm = a_decision(model=MODEL, window=window, action=Action.NOTHING, reason=Reason.CALM, signals=())
    return replace(calm, decided_at=window.end, **fields)


def _by_the_policy_of(project: Path, decision: Decision) -> Decision:
    policy = read_project(project).model(MODEL).policy
    return replace(decision, policy=policy.name, policy_digest=policy_digest(policy))


def test_a_models_name_means_its_newest_decision(driftwarden: FrontDoor, bikes: Path) -> None:
    weeks = [_of_week(number) for number in (2, 0, 1)]
    _keep(bikes, *weeks)
    said = driftwarden("explain", MODEL, "-p", bikes)
    assert (said.code, said.err) == (0, "")
    assert f"decision {weeks[0].id}" in said.out


def test_the_last_word_on_a_window_counts_and_the_first_names_it(driftwarden: FrontDoor, bikes: Path) -> None:
    first = _of_week(0)
    amended = replace(first, amends=first.id, decided_at=first.decided_at + timedelta(days=1))
    _keep(bikes, first, amended)
    assert f"decision {amended.id}" in driftwarden("explain", MODEL, "-p", bikes).out
    of_the_first = driftwarden("explain", first.id, "-p", bikes).out
    assert f"decision {amended.id[:8]} has taken this one's place: rows or labels came late" in of_the_first


@pytest.mark.parametrize(
    ("window", "week"),
    [
        ("2013-04-01", 0),
        ("2013-04-10T12:00", 1),
        ("2013-04-10T12:00+02:00", 1),
        ("2013-04-08..2013-04-15", 1),
        ("2013-04-01..2013-05-01", 2),
        ("2013-04-01T00:00:00Z/2013-04-08T00:00:00Z", 0),
    ],
)
def test_a_window_is_named_by_a_day_it_holds_or_by_a_stretch_it_lies_in(
    driftwarden: FrontDoor, bikes: Path, window: str, week: int
) -> None:
    _keep(bikes, *(_of_week(number) for number in range(3)))
    said = driftwarden("explain", MODEL, "--window", window, "-p", bikes)
    assert f"decision {_of_week(week).id}" in said.out


def test_a_stretch_that_holds_several_decisions_says_which_others_lie_there(
    driftwarden: FrontDoor, bikes: Path
) -> None:
    weeks = [_of_week(number) for number in range(3)]
    _keep(bikes, *weeks)
    said = " ".join(driftwarden("explain", MODEL, "--window", "2013-04-01..2013-04-20", "-p", bikes).out.split())
    also = f"also over 2013-04-01..2013-04-20: {weeks[0].id[:8]}, {weeks[0].window}: nothing (calm)"
    assert (f"decision {weeks[1].id}" in said, also in said, weeks[2].id[:8] in said) == (True, True, False)
    assert "also over" not in driftwarden("explain", MODEL, "--window", "2013-04-01", "-p", bikes).out


def test_of_very_many_decisions_in_a_stretch_the_newest_are_listed_and_the_rest_counted(
    driftwarden: FrontDoor, bikes: Path
) -> None:
    _keep(bikes, *(_of_week(number) for number in range(30)))
    said = driftwarden("explain", MODEL, "--window", "2013-04-01..2014-01-01", "-p", bikes).out
    assert (said.count("also over"), "and 9 older ones over 2013-04-01..2014-01-01" in said) == (20, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((MODEL, "--window", "2014-01-01"), "nothing was decided over 2014-01-01; the newest windows are 2013-04-01T"),
        ((MODEL, "--window", "monday"), "'monday' names no window; write a day such as 2013-04-01, or START..END"),
        ((MODEL, "--window", "2013-04-08..2013-04-01"), "names no window: it ends before it begins"),
        (("nope", "--window", "2013-04-01"), "the ledger has none of 'nope'; there is: bike-demand"),
        (("zzzz",), "the ledger holds no decision zzzz"),
    ],
)
def test_what_is_not_there_is_said_in_one_message(
    driftwarden: FrontDoor, bikes: Path, words: tuple[str, ...], says: str
) -> None:
    _keep(bikes, _of_week(0))
    said = driftwarden("explain", *words, "-p", bikes)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert says in said.err


def test_a_model_over_which_nothing_was_decided_says_what_to_do(driftwarden: FrontDoor, bikes: Path) -> None:
    said = driftwarden("explain", MODEL, "-p", bikes)
    assert (said.code, "nothing was decided yet; `driftwarden run` decides" in said.err) == (1, True)


def test_a_terminal_shows_why_and_why_not_otherwise(driftwarden: FrontDoor, bikes: Path) -> None:
    decision = a_fired_decision()
    _keep(bikes, decision, a_signal())
    said = " ".join(driftwarden("explain", decision.id, "-p", bikes).out.split())
    for words in (
        "flights: retrain (fired)",
        "what would have kept it calm: mae at most 7.33 (it was 7.99) or mae in the window from 2013-03-25",
        f"signal {a_signal().id[:8]}: mae 12.5, threshold 10, breached, 900 rows signal 01234567: no longer",
        "what came of it: nothing",
    ):
        assert words in said, words


def test_the_chain_leads_from_the_profiles_to_the_verdict(driftwarden: FrontDoor, bikes: Path) -> None:
    decision = a_decision(trace=a_fired_decision().trace)
    first = a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=a_moment(days=-60))
    of_training = a_profile(origin="training v1", window=a_week(-9))
    made = (an_order(), a_run(), a_candidate(), a_verdict())
    _keep(bikes, decision, a_signal(), a_profile(), of_training, first, *made)
    document = json.loads(driftwarden("explain", decision.id, "--json", "-p", bikes).out)
    assert [link["noun"] for link in document["rests_on"]] == ["signal", "profile", "profile"]
    assert all(link["is_kept"] for link in document["rests_on"])
    assert [link["noun"] for link in document["came_of_it"]] == ["order", "run", "candidate", "verdict"]


def test_what_was_done_at_once_and_what_was_tried_is_in_the_chain(driftwarden: FrontDoor, bikes: Path) -> None:
    decision = a_decision()
    deed = Deed(
        decision=decision.id, model=decision.model, state=DeedState.DONE, because="v1 is back", done_at=a_moment()
    )
    stretches = (
        Tried(train_on=a_week(-4), loss=2.5, rows=900),
        Tried(train_on=a_week(-1), loss=None, rows=0, note="too short"),
    )
    candidate = a_candidate(artifact=an_artifact(tried=stretches))
    _keep(bikes, decision, deed, an_order(shadow_only=True), a_run(), candidate)
    out = " ".join(driftwarden("explain", decision.id, "-p", bikes).out.split())
    for words in (
        f"deed {deed.id[:8]}: done, 2013-04-08 00:00 UTC. v1 is back",
        "for the trial, in shadow only",
        "tried, loss 2.5 over 900 rows",
        "tried, no score over 0 rows, too short",
    ):
        assert words in out, words


def test_what_a_silence_held_back_says_who_lifted_it(driftwarden: FrontDoor, bikes: Path) -> None:
    held = {"action": Action.NOTHING, "reason": Reason.HELD_BACK}
    by_silence = "silence until Tue 2013-04-09 00:00 UTC: ada muted the model (known sensor fault)"
    muted, decision = a_silence(), a_decision(**held, held_back_by=(by_silence,), decided_at=a_moment(hours=1))
    elsewhere = a_decision(**held, held_back_by=("cooldown until Thu 13:00",), window=a_week(1))
    _keep(bikes, decision, elsewhere, muted, a_silence(by="bob", created_at=a_moment(hours=2)))
    with closing(open_ledger(f"sqlite:///{bikes / '.driftwarden' / 'ledger.db'}")) as ledger:
        for silence in ledger.silences.of(decision.model):
            ledger.silences.lift(a_lifting(silence, lifted_at=a_moment(hours=3), why="mended"))
    said = " ".join(driftwarden("explain", decision.id, "-p", bikes).out.split())
    lifted = "grace lifted the silence of flights, 2013-04-08 03:00 UTC, by way of slack: mended"
    assert (by_silence in said, said.count("lifted the silence")) == (True, 1)
    assert f"lifting {a_lifting(muted).id[:8]}: {lifted}" in said
    assert "lifted" not in driftwarden("explain", elsewhere.id, "-p", bikes).out


def test_a_program_gets_json_and_slack_gets_text(driftwarden: FrontDoor, bikes: Path) -> None:
    decision = a_fired_decision()
    _keep(bikes, decision)
    document = json.loads(driftwarden("explain", decision.id, "--json", "-p", bikes).out)
    assert (document["decision"], document["otherwise"]["count"]) == (decision.id, 2)
    text = driftwarden("explain", decision.id, "--slack", "-p", bikes).out
    assert text.startswith("*flights: retrain* (fired)\n")
    both = driftwarden("explain", decision.id, "--slack", "--json", "-p", bikes)
    assert (both.code, "Usage: driftwarden explain" in both.err) == (2, True)


def test_it_answers_when_the_files_are_gone(driftwarden: FrontDoor, bikes: Path) -> None:
    decision = _by_the_policy_of(bikes, a_fired_decision())
    _keep(bikes, decision)
    shutil.rmtree(bikes / "models")
    shutil.rmtree(bikes / "policies")
    for words in ((decision.id,), ("flights",), ("flights", "--window", "2013-04-01")):
        said = driftwarden("explain", *words, "-p", bikes)
        assert (said.code, said.err) == (0, "")
        assert "no model's file can be read here now" in said.out


def test_another_row_that_cannot_be_read_is_only_remarked_upon(driftwarden: FrontDoor, bikes: Path) -> None:
    decision, other = a_fired_decision(), a_decision(window=a_week(1))
    _keep(bikes, decision, other, a_signal())
    with closing(sqlite3.connect(bikes / ".driftwarden" / "ledger.db")) as connection, connection:
        connection.execute("UPDATE decisions SET body = '{}' WHERE id = ?", (other.id,))
        connection.execute("UPDATE signals SET body = '{}' WHERE id = ?", (a_signal().id,))
    said = driftwarden("explain", decision.id, "-p", bikes)
    assert (said.code, said.err) == (0, "")
    out = " ".join(said.out.split())
    assert f"cannot be told: decision {other.id} of the ledger holds no readable Decision" in out
    assert f"signal {a_signal().id[:8]}: no longer in the ledger" in out


def test_a_model_that_is_not_watched_any_more_is_remarked_upon(driftwarden: FrontDoor, bikes: Path) -> None:
    _keep(bikes, a_fired_decision())
    assert "no file here watches flights now" in driftwarden("explain", "flights", "-p", bikes).out


def test_a_policy_that_says_the_same_needs_no_remark(driftwarden: FrontDoor, bikes: Path) -> None:
    _keep(bikes, _by_the_policy_of(bikes, _of_week(0)))
    assert "to know:" not in driftwarden("explain", MODEL, "-p", bikes).out


def test_a_policy_that_has_changed_since_is_remarked_upon(driftwarden: FrontDoor, bikes: Path) -> None:
    same_name = _by_the_policy_of(bikes, _of_week(0))
    _keep(bikes, replace(same_name, policy_digest="0" * 20), _of_week(1))
    changed, renamed = (
        driftwarden("explain", MODEL, "--window", f"2013-04-{day}", "-p", bikes) for day in ("01", "08")
    )
    assert f"policy {same_name.policy} reads otherwise now" in changed.out
    assert "is watched by policy bike-demand now; this is what performance-first" in " ".join(renamed.out.split())


def test_the_profile_of_what_it_was_held_against_is_that_of_the_version_that_served_the_window() -> None:
    ledger, decided = MemoryLedger(), _of_week(0)
    ends = decided.window.end
    ledger.promotions.record(a_promotion(model=MODEL, from_version=None, to_version="v1", promoted_at=ends - WEEK))
    ledger.promotions.record(a_promotion(model=MODEL, from_version="v1", to_version="v2", promoted_at=ends))
    for version in ("v1", "v2"):
        ledger.profiles.record(a_profile(model=MODEL, origin=from_training(version)))
    held_against = profiles_behind(ledger, decided)[-1]
    assert from_training("v1") in held_against.said
