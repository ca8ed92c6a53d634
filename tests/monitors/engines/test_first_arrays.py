"""Threads that sketch their first arrays at the same time do not wait for each other for good."""

import subprocess
import sys

# A process of its own, because only the very first array of a process was ever in danger.
PROGRAM = """
from datetime import UTC, datetime
from threading import Barrier, Thread

import numpy as np
import pyarrow as pa

from monitors.engines.arrow_profiles import profile_batches

AT, together = datetime(2013, 4, 1, tzinfo=UTC), Barrier(8)
batch = pa.RecordBatch.from_pydict({"x": np.arange(1000) / 7})


def sketch() -> None:
    together.wait()
    profile_batches([batch], at=AT)


threads = [Thread(target=sketch, daemon=True) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=30)
raise SystemExit(any(thread.is_alive() for thread in threads))
"""


def test_threads_may_begin_together() -> None:
    assert subprocess.run([sys.executable, "-c", PROGRAM], check=False, timeout=60).returncode == 0
