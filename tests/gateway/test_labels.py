"""Labels are names that configuration or an enum bounds; what grows with time is never one of them."""

import re
from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.memory import MemoryLedger
from tests.deploy.story import fill, go_on
from tests.gateway.builders import an_app, fetch

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
OF_MODELS = {"model", "signal", "subject", "segment", "metric", "version"}
OF_ENUMS = {"state", "action", "reason", "outcome", "kind", "answer", "flow"}
OF_THE_PROCESS = {"python", "implementation", "major", "minor", "patchlevel", "generation"}
_MOMENT_OR_DIGEST = re.compile(r"\d{4}-\d\d-\d\d|\d{9,}|[0-9a-f]{16,}")


@pytest.fixture
def ledger() -> MemoryLedger:
    """Something of every kind that a page tells of."""
    filled = MemoryLedger()
    fill(filled, NOW)
    go_on(filled, NOW)
    return filled


def _labels(ledger: MemoryLedger) -> dict[str, set[str]]:
    """The values of each label on the whole page, the process's own metrics included."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(fetch(an_app(ledger), "/metrics").text):
        for sample in family.samples:
            for name, value in sample.labels.items():
                found.setdefault(name, set()).add(value)
    return found


def _ids(ledger: MemoryLedger) -> set[str]:
    shelves = [shelf for shelf in vars(ledger).values() if hasattr(shelf, "of")]
    nouns = [noun for shelf in shelves for model in ledger.models() for noun in shelf.of(model)]
    written = {entry.entered.about for model in ledger.models() for entry in ledger.audit.entries(model)}
    return written | {noun.id if hasattr(noun, "id") else noun.key for noun in nouns}


def test_a_page_has_no_label_but_those_that_are_bounded(ledger: MemoryLedger) -> None:
    assert set(_labels(ledger)) == OF_MODELS | OF_ENUMS | OF_THE_PROCESS


def test_no_label_holds_an_id_or_a_moment(ledger: MemoryLedger) -> None:
    ids = _ids(ledger)
    assert len(ids) > 100, "signals, decisions, orders, runs, verdicts, questions, changes of champion, messages"
    values = {value for each in _labels(ledger).values() for value in each}
    assert values & ids == set()
    assert {value for value in values if _MOMENT_OR_DIGEST.search(value)} == set()
