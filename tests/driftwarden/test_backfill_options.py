"""Where `driftwarden backfill` looks at windows: here, in several processes, or on a Dask cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.driftwarden.front_door import FrontDoor

BACKFILL = ("backfill", "bike-demand", "--from", "2026-01-01", "--to", "2026-01-29")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--workers", "2", "--dask", "tcp://127.0.0.1:9"), "a Dask cluster"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    driftwarden: FrontDoor, bikes: Path, options: tuple[str, ...], says: str
) -> None:
    said = driftwarden(*BACKFILL, *options, "--project", bikes)
    assert said.code == 2
    assert says in " ".join(said.err.split())
