"""The benchmark of scraping fills a ledger in bulk as recording one by one would have; how fast is for it to say."""

import random
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from adapters.metrics import exposition
from adapters.storage import open_ledger
from benchmarks.scrape import scraped, sqlite_file, table
from benchmarks.scrape_filling import NEWEST, day, fill, measured, name_of
from domain.board import Standing
from domain.ports import Ledger
from domain.windows import Window
from tests.builders import a_signal

MODELS, SIGNALS, WINDOWS = 2, 6, 3
FLEET, COLUMNS = 30, 100
DAY = timedelta(days=1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A small ledger that was filled in bulk."""
    address = f"sqlite:///{tmp_path}/bulk.db"
    fill(address, models=MODELS, signals=SIGNALS, windows=WINDOWS)
    return address


def _standing(url: str) -> Standing:
    ledger = open_ledger(url)
    standing = ledger.board.standing(NEWEST)
    ledger.close()
    return standing


def test_the_newest_signals_are_those_that_recording_would_have_left(url: str, tmp_path: Path) -> None:
    recorded = f"sqlite:///{tmp_path}/one-by-one.db"
    ledger, dice = open_ledger(recorded), random.Random(0)
    for number in range(MODELS):
        for signal in measured(name_of(number), SIGNALS, dice):
            ledger.signals.record(signal)
    ledger.close()
    assert set(_standing(url).signals) == set(_standing(recorded).signals)


def test_there_is_as_much_history_as_it_says(url: str) -> None:
    ledger = open_ledger(url)
    history = Window(start=day(WINDOWS - 1).start, end=NEWEST)
    kept = ledger.signals.named(name_of(1), ["mae"], within=history)
    ledger.close()
    assert len(kept) == WINDOWS
    standing = _standing(url)
    assert sum(row.times for row in standing.decisions) == MODELS * WINDOWS
    assert sum(row.times for row in standing.judged) == sum(row.times for row in standing.answers) == MODELS * 12
    assert standing.outbox.undelivered == 0
    assert day(1).end + timedelta(days=1) == NEWEST


@pytest.mark.slow
def test_a_process_of_its_own_says_what_a_scrape_took() -> None:
    with sqlite_file() as url:
        fill(url, models=MODELS, signals=SIGNALS, windows=WINDOWS)
        figures: dict[str, Any] = scraped(url, 10)
    assert figures["samples"] > MODELS * SIGNALS
    assert figures["peak_bytes"] > figures["page_bytes"] > 0
    assert "| SQLite | " in table({"SQLite": figures}, MODELS)


@pytest.fixture(scope="module")
def fleets(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A few models with a few signals, and many with many."""
    folder = tmp_path_factory.mktemp("fleets")
    few, many = (f"sqlite:///{folder}/{name}.db" for name in ("few", "many"))
    fill(few, models=MODELS, signals=SIGNALS, windows=1)
    fill(many, models=FLEET, signals=COLUMNS, windows=1)
    return few, many


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every SELECT that SQLite is asked from now on, with its values written in, the driver's own too."""
    found: list[str] = []

    def hear(connection: Any, _: object) -> None:
        connection.set_trace_callback(lambda said: found.append(said) if said.startswith("SELECT") else None)

    event.listen(Engine, "connect", hear)
    yield found
    event.remove(Engine, "connect", hear)


def _scraping(ledger: Ledger, asked: list[str]) -> Callable[[], list[str]]:
    """A scrape, which gives what it asked."""

    def scrape() -> list[str]:
        asked.clear()
        exposition(ledger, now=NEWEST)
        return list(asked)

    return scrape


def test_a_scrape_asks_as_many_questions_of_many_models_as_of_few(fleets: tuple[str, str], asked: list[str]) -> None:
    questions = []
    for address in fleets:
        ledger = open_ledger(address)
        questions.append(len(_scraping(ledger, asked)()))
        ledger.close()
    assert 0 < questions[0] == questions[1]


def test_a_scrape_reads_again_only_the_models_that_changed(fleets: tuple[str, str], asked: list[str]) -> None:
    ledger = open_ledger(fleets[1])
    scrape = _scraping(ledger, asked)
    scrape()
    assert [each for each in scrape() if "FROM newest_signals" in each] == []
    ledger.signals.record(a_signal(model=name_of(7), name="mae", window=Window(start=NEWEST, end=NEWEST + DAY)))
    (read,) = (each for each in scrape() if "FROM newest_signals" in each)
    assert [model for model in map(name_of, range(FLEET)) if model in read] == [name_of(7)]
    ledger.close()


@pytest.mark.parametrize(("top", "bytes_a_signal"), [(10, 1000), (COLUMNS, 2000)])
def test_a_scrape_takes_no_more_memory_than_its_signals_need(
    fleets: tuple[str, str], top: int, bytes_a_signal: int
) -> None:
    few, many = map(open_ledger, fleets)
    exposition(few, now=NEWEST)  # What is imported at the first scrape is no part of a later one.
    tracemalloc.start()
    try:
        exposition(many, now=NEWEST, top=top)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < bytes_a_signal * FLEET * COLUMNS
    few.close()
    many.close()
