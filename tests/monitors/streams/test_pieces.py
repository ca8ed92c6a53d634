"""Rows in pieces come to the profile of all rows, wherever each piece was sketched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from monitors.engines.whylogs_profiles import read_payload
from monitors.streams.pieces import merge_as_a_tree, profile_piece, profile_pieces
from tests.monitors.partitions import Partition

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
PIECES = [Partition(seed=seed, rows=2000) for seed in range(5)]


def counts_of(payload: bytes) -> dict[str, tuple[Any, ...]]:
    found = read_payload(payload)
    return {name: (s.count, s.missing, s.numbers, s.texts, dict(s.items)) for name, s in found.items()}


@pytest.mark.slow
def test_processes_come_to_what_one_comes_to() -> None:
    assert counts_of(profile_pieces(PIECES, at=NOON, workers=2)) == counts_of(profile_pieces(PIECES, at=NOON))


def test_a_pool_of_the_callers_own_is_used() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert counts_of(profile_pieces(PIECES, at=NOON, pool=pool)) == counts_of(profile_pieces(PIECES, at=NOON))


@pytest.mark.parametrize("pieces", [1, 2, 3, 5])
def test_a_tree_holds_every_piece_once(pieces: int) -> None:
    payloads = [profile_piece(piece, at=NOON) for piece in PIECES[:pieces]]
    assert read_payload(merge_as_a_tree([b"", *payloads]))["text"].count == 2000 * pieces


def test_no_pieces_and_no_rows_give_no_bytes() -> None:
    assert profile_pieces([], at=NOON) == b""
    assert profile_pieces([Partition(seed=1, rows=0)], at=NOON) == b""
