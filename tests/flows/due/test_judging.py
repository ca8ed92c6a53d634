"""Challenger against champion, on the rows that neither was trained on."""

import pandas as pd
import pytest

from adapters.memory import MemoryPredictionLog
from domain.columns import LABEL, LABEL_TIME
from domain.errors import EvidenceUnavailable
from domain.verdicts import Outcome
from flows.due.judging import judge_candidates
from flows.troubles import attempt
from tests.flows.builders import (
    AN_HOUR,
    SHIFT,
    a_challenger,
    a_champion,
    a_watch,
    keep,
    lose,
    noon,
    told,
    traffic,
    watched,
)

NOW = noon(weeks=3)


@pytest.mark.parametrize(
    ("bias", "outcome"),
    [(SHIFT, Outcome.PROMOTE), (0.0, Outcome.PROMOTE), (-SHIFT, Outcome.REJECT)],
    ids=["learned the change", "learned nothing new", "learned it the wrong way round"],
)
def test_a_challenger_is_judged_once_on_the_held_out_rows(bias: float, outcome: Outcome) -> None:
    watch = watched()
    challenger = a_challenger(watch, bias=bias)
    for hours in (0, 1):
        judge_candidates(watch, noon(weeks=3, hours=hours))
    (verdict,) = watch.ledger.verdicts.of(watch.model)
    order = watch.ledger.orders.of(watch.model)[0]
    assert (verdict.candidate, verdict.champion, verdict.outcome) == (challenger.id, "v1", outcome)
    assert (verdict.hold_out, verdict.judged_at) == (order.hold_out, NOW)
    assert verdict.comparisons[0].champion == pytest.approx(SHIFT, abs=0.1)
    assert told(watch) == ["verdict"]
    assert watch.ledger.outbox.of(watch.model)[0].thread == order.decision


def test_a_challenger_whose_artifact_is_gone_is_rejected_with_the_reason() -> None:
    watch = watched()
    lose(watch, a_challenger(watch))
    assert attempt(judge_candidates, watch, NOW) is None
    (verdict,) = watch.ledger.verdicts.of(watch.model)
    assert verdict.outcome is Outcome.REJECT
    assert verdict.reasons == ("Rejected: the challenger could not be tried: artifact memory://v2 is gone.",)
    assert told(watch) == ["verdict"]


@pytest.mark.parametrize(
    "error",
    [
        ValueError("column y is missing"),
        AttributeError("no monotonic_cst"),
        type("LightGBMError", (Exception,), {})("2"),
    ],
    ids=["features", "another version of its library", "an error of its library's own"],
)
def test_a_challenger_that_cannot_predict_is_rejected_with_the_reason_whatever_it_raises(error: Exception) -> None:
    watch = watched()
    challenger = a_challenger(watch)

    class Picky:
        def predict(self, features: object) -> object:
            raise error

    watch.world.artifacts.keep(challenger.artifact, Picky())  # type: ignore[attr-defined]
    judge_candidates(watch, NOW)
    (verdict,) = watch.ledger.verdicts.of(watch.model)
    assert verdict.outcome is Outcome.REJECT
    assert f"v2 cannot score these rows: {type(error).__name__}: {error}" in verdict.reasons[0]
    assert watch.ledger.candidates.unjudged() == ()


def test_a_challenger_that_answers_in_words_is_rejected_with_the_reason() -> None:
    class Wordy:
        def predict(self, features: pd.DataFrame) -> object:
            return ["late", None] * (len(features) // 2)

    watch = watched()
    watch.world.artifacts.keep(a_challenger(watch).artifact, Wordy())  # type: ignore[attr-defined]
    judge_candidates(watch, NOW)
    (verdict,) = watch.ledger.verdicts.of(watch.model)
    assert verdict.outcome is Outcome.REJECT
    assert "v2 predicts what is no number, and the loss absolute_error is reckoned" in verdict.reasons[0]


class NeverOnNothing:
    """As scikit-learn's models: no rows are no question."""

    def predict(self, features: pd.DataFrame) -> object:
        if features.empty:
            raise ValueError("found array with 0 samples")
        return features["x"].to_numpy(float)


HOLD_OUTS: dict[str, tuple[pd.DataFrame, str]] = {
    "labels that come too late": (
        traffic(label_after=60 * AN_HOUR * 24),
        "Inconclusive: none of the hold-out's 336 rows had a label by 2013-04-22 12:00 UTC.",
    ),
    "a log without labels": (
        traffic().drop(columns=[LABEL, LABEL_TIME]),
        "Inconclusive: none of the hold-out's 336 rows had a label by 2013-04-22 12:00 UTC.",
    ),
    "no traffic": (traffic(weeks=1), "Inconclusive: the hold-out has no rows."),
}


@pytest.mark.parametrize("case", HOLD_OUTS)
def test_a_hold_out_without_labelled_rows_is_inconclusive_whatever_the_models_make_of_no_rows(case: str) -> None:
    rows, because = HOLD_OUTS[case]
    watch = watched(log=MemoryPredictionLog(rows))
    for candidate in (a_challenger(watch), watch.champion(NOW)):
        watch.world.artifacts.keep(candidate.artifact, NeverOnNothing())  # type: ignore[attr-defined]
    assert attempt(judge_candidates, watch, NOW) is None
    (verdict,) = watch.ledger.verdicts.of(watch.model)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reasons[0] == because
    assert told(watch) == ["verdict"]
    assert watch.ledger.candidates.unjudged() == ()


def test_a_champion_whose_artifact_is_gone_is_trouble_and_the_challenger_waits() -> None:
    watch = watched()
    challenger, champion = a_challenger(watch), watch.champion(NOW)
    lose(watch, champion)
    for hours in (0, 1):
        assert "artifact memory://v1 is gone" in str(attempt(judge_candidates, watch, noon(weeks=3, hours=hours)))
    assert watch.ledger.verdicts.of(watch.model) == ()
    assert watch.ledger.candidates.unjudged() == (challenger,)
    assert told(watch) == ["trouble"]

    keep(watch, "v1", 0.0)
    assert attempt(judge_candidates, watch, NOW) is None
    assert [verdict.outcome for verdict in watch.ledger.verdicts.of(watch.model)] == [Outcome.PROMOTE]


def test_a_model_without_a_champion_judges_nobody() -> None:
    watch = a_watch()
    a_champion(watch, since=noon(weeks=5))
    a_challenger(watch)
    with pytest.raises(EvidenceUnavailable, match="driftwarden adopt flights"):
        judge_candidates(watch, NOW)


def test_another_models_challenger_is_left_alone() -> None:
    watch = watched()
    a_challenger(watch, model="another")
    judge_candidates(watch, NOW)
    assert watch.ledger.verdicts.of(watch.model) == ()
    assert len(watch.ledger.candidates.unjudged()) == 1
