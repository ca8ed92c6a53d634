"""The demo with a person in it, from the clean start to the last program that it stops."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from domain.audit import broken
from driftwarden.demo.folder import MODEL
from driftwarden.live import attending
from driftwarden.live.attending import Attention
from driftwarden.live.children import free_port, running
from driftwarden.live.moved_weeks import WEEKS, calendar_up_to
from driftwarden.live.person import press_approve
from tests.builders import a_silence

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("now", [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=23 * n, hours=n) for n in range(16)])
def test_the_last_week_was_due_within_the_last_seven_days_at_noon_of_a_local_monday(now: datetime) -> None:
    calendar = calendar_up_to(now)
    tick = calendar.tick(WEEKS)
    assert now - timedelta(days=7, hours=1) < tick <= now
    assert (tick.weekday(), tick.hour) in {(0, 16), (0, 17)}
    assert calendar.history.end == calendar.tick(0)


def test_a_port_that_is_taken_is_not_given_away() -> None:
    port = free_port(0)
    listening = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with running(listening, ready=f"http://127.0.0.1:{port}", log=Path(os.devnull)) as child:
        child.wait()
        assert free_port(port) != port
    assert child.process.returncode is not None


def test_what_a_person_does_while_the_reconciler_runs_is_acted_upon_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, acts = MemoryLedger(), list[Path]()
    attention = Attention(ledger=ledger, project=tmp_path)

    def act(project: Path) -> None:
        if not acts:
            ledger.silences.record(a_silence(model=MODEL, by="bob"))
        acts.append(project)

    monkeypatch.setattr(attending, "act", act)
    ledger.silences.record(a_silence(model=MODEL, by="ada"))
    told = [[entered.actor for entered in attention.heed()] for _ in range(3)]
    assert (told, len(acts)) == ([["ada", "bob"], [], []], 2)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of a live demo in which somebody pressed Approve by HTTP and then Ctrl-C; and what was printed."""
    folder = tmp_path_factory.mktemp("live") / "demo"
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DRIFTWARDEN_"))}
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "driftwarden", "demo-live", "--folder", str(folder)],
        env=theirs | {"OMP_NUM_THREADS": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as shown:
        try:
            printed = _told_until(shown, "Ctrl-C stops everything")
            page = re.findall(r"http://127\.0\.0\.1:\d+", printed)[0]
            press_approve(page)
            printed += _told_until(shown, f" explain {MODEL} --project ")
            (folder / "state.json").write_bytes(httpx.get(f"{page}/page/state").content)
            exporter = re.findall(r"Metrics  (http://127\.0\.0\.1:\d+/metrics)", printed)[0]
            (folder / "metrics.txt").write_bytes(httpx.get(exporter).content)
            os.killpg(shown.pid, signal.SIGINT)
            printed += shown.communicate(timeout=60)[0]
            assert shown.returncode == 0, printed
            yield folder, printed
        finally:
            shown.kill()


@pytest.mark.slow
def test_a_person_presses_approve_and_everything_follows(walked: tuple[Path, str]) -> None:
    folder, printed = walked
    ledger = open_ledger(f"sqlite:///{folder}/.driftwarden/ledger.db")
    try:
        promotion = ledger.promotions.latest(MODEL)
        assert promotion is not None
        assert promotion.from_version == "v1"
        assert f"{promotion.to_version} is in force" in printed
        assert not ledger.outbox.undelivered()
        assert not broken(ledger.audit.entries())
    finally:
        ledger.close()
    metrics = (folder / "metrics.txt").read_text(encoding="utf-8")
    (champion,) = re.findall(r"^driftwarden_champion_info\{(.+)\} 1$", metrics, flags=re.MULTILINE)
    assert f'version="{promotion.to_version}"' in champion
    thread = (folder / "state.json").read_text(encoding="utf-8")
    assert f"{promotion.to_version} is the champion" in thread or f"{promotion.to_version} replaced" in thread
    assert '"action_id":"approve"' not in thread.replace(" ", "")


@pytest.mark.slow
def test_ctrl_c_leaves_no_program_behind(walked: tuple[Path, str]) -> None:
    folder, _ = walked
    # Prefect's temporary server is given the folder by its environment.
    told = [path for name in ("cmdline", "environ") for path in Path("/proc").glob(f"[0-9]*/{name}")]
    assert [path for path in told if str(folder).encode() in _read(path)] == []


def _told_until(shown: subprocess.Popen[str], words: str) -> str:
    told = ""
    assert shown.stdout is not None
    for line in shown.stdout:
        told += line
        if words in line:
            return told
    raise AssertionError(told)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
