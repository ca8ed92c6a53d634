"""The benchmark of scraping fills a ledger in bulk as recording one by one would have; how fast is for it to say."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.storage import open_ledger
from benchmarks.scrape import scraped, sqlite_file, table
from benchmarks.scrape_filling import NEWEST, day, fill, measured, name_of
from domain.board import Standing
from domain.windows import Window

MODELS, SIGNALS, WINDOWS = 2, 6, 3


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
