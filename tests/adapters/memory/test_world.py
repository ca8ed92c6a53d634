"""The twins of the other ports behave as the ports promise."""

import pandas as pd
import pytest

from adapters.memory import (
    MemoryArtifacts,
    MemoryLedger,
    MemoryMessenger,
    MemoryPredictionLog,
    MemoryRegistry,
    StillTrainer,
)
from domain.columns import LABEL, LABEL_TIME, TIME
from domain.errors import DeliveryFailed, EvidenceUnavailable, TrainerRefused
from domain.ports import PredictionLog, Predictor, Trainer, World
from tests.builders import MODEL, a_moment, a_notice, a_week, a_window, an_artifact, an_order


class Constant:
    """Predicts nought."""

    def predict(self, features: pd.DataFrame) -> list[float]:
        return [0.0] * len(features)


def a_frame() -> pd.DataFrame:
    """Three rows of `a_window`, not in their order, and one on its end; labels arrive two days after the event."""
    times = pd.to_datetime(["2013-04-03", "2013-04-01", "2013-04-07", "2013-04-08"], utc=True)
    return pd.DataFrame(
        {TIME: times, LABEL: [3.0, 1.0, 7.0, 8.0], LABEL_TIME: times + pd.Timedelta(days=2), "carrier": list("abcd")}
    )


def test_the_twins_make_a_world() -> None:
    world = World(
        ledger=MemoryLedger(), artifacts=MemoryArtifacts(), registry=MemoryRegistry(), messenger=MemoryMessenger()
    )

    assert world.ledger.models() == ()


def test_a_log_gives_the_rows_of_the_window_by_event_time() -> None:
    log: PredictionLog = MemoryPredictionLog(a_frame())

    assert list(log.read(a_window(), as_of=a_moment(days=30))["carrier"]) == ["b", "a", "c"]
    assert log.read(a_week(9), as_of=a_moment(days=90)).empty


def test_a_log_shows_nothing_from_after_the_moment() -> None:
    log = MemoryPredictionLog(a_frame())

    rows = log.read(a_window(), as_of=a_moment(days=-3))

    assert list(rows["carrier"]) == ["b", "a"]
    assert list(rows[LABEL]) == [1.0, 3.0]
    earlier = log.read(a_window(), as_of=a_moment(days=-4))
    assert list(earlier[LABEL].isna()) == [False, True]
    assert list(earlier[LABEL_TIME].isna()) == [False, True]


def test_a_log_leaves_its_frame_alone() -> None:
    frame = a_frame()
    log = MemoryPredictionLog(frame)
    log.read(a_window(), as_of=a_moment(days=-4))["carrier"] = "z"

    pd.testing.assert_frame_equal(frame, a_frame())
    assert "z" not in set(log.read(a_window(), as_of=a_moment())["carrier"])


@pytest.mark.parametrize("role", [TIME, LABEL_TIME])
def test_a_log_without_a_role_is_refused_by_name(role: str) -> None:
    with pytest.raises(EvidenceUnavailable, match=role):
        MemoryPredictionLog(a_frame().drop(columns=role))


def test_a_messenger_keeps_posts_and_threads_them() -> None:
    messenger = MemoryMessenger()

    first = messenger.deliver(a_notice(key="1"), thread=None)
    messenger.deliver(a_notice(key="2"), thread=first)

    assert [(post.notice.key, post.thread) for post in messenger.posts] == [("1", None), ("2", first)]


def test_a_messenger_that_broke_down_refuses_until_it_recovers() -> None:
    messenger = MemoryMessenger()
    messenger.break_down("rate limited", retry_at=a_moment(hours=1))

    with pytest.raises(DeliveryFailed, match="rate limited") as refusal:
        messenger.deliver(a_notice(), thread=None)

    assert refusal.value.retry_at == a_moment(hours=1)
    messenger.recover()
    assert messenger.deliver(a_notice(), thread=None) == messenger.posts[0].receipt


def test_a_champion_put_in_force_twice_moved_once() -> None:
    registry = MemoryRegistry({MODEL: "v1"})

    registry.put_in_force(MODEL, "v2", an_artifact())
    registry.put_in_force(MODEL, "v2", an_artifact())

    assert registry.champion(MODEL) == "v2"
    assert registry.champion("taxis") is None
    assert registry.moves == [(MODEL, "v2", an_artifact())]


def test_an_artifact_is_loaded_only_as_it_was_kept() -> None:
    artifacts, model = MemoryArtifacts(), Constant()
    predictor: Predictor = model
    artifacts.keep(an_artifact(), predictor)

    assert artifacts.load(an_artifact()) is model
    with pytest.raises(EvidenceUnavailable, match="SHA-256"):
        artifacts.load(an_artifact(sha256="00" * 32))
    artifacts.lose(an_artifact())
    with pytest.raises(EvidenceUnavailable, match="gone"):
        artifacts.load(an_artifact())


def test_a_still_trainer_ends_when_the_test_says_so() -> None:
    still = StillTrainer()
    trainer: Trainer = still
    good, bad = an_order(), an_order(attempt=2)

    reference = trainer.launch(good, pd.DataFrame())
    assert trainer.launch(good, pd.DataFrame()) == reference
    assert trainer.launch(bad, pd.DataFrame()) != reference
    assert still.launched == [good, bad]
    assert trainer.answer(good, reference) is None

    still.finish(good, an_artifact())
    still.refuse(bad, "no such column")
    assert trainer.answer(good, reference) == an_artifact()
    with pytest.raises(TrainerRefused, match="no such column"):
        trainer.answer(bad, "still")
