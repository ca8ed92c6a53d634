"""One process that is scraped: `python -m benchmarks.scrape_side URL TOP TIMES` prints its figures as JSON.

A process of its own, so that its memory is that of an exporter: nothing is imported that a scrape does not need.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time


def peak_bytes() -> int:
    """The peak of this process's resident memory; unlike `ru_maxrss`, not that of the process which started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 if found else 0


def main() -> None:
    """Scrape, and say what it took."""
    from adapters.metrics import exposition
    from adapters.storage import open_ledger

    url, top, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ledger = open_ledger(url)
    seconds, at_work, page = [], [], b""
    for _ in range(times):
        began, began_at_work = perf_counter(), process_time()
        page = exposition(ledger, now=datetime.now(UTC), top=top)
        seconds.append(perf_counter() - began)
        at_work.append(process_time() - began_at_work)
    ledger.close()
    samples = sum(not line.startswith(b"#") for line in page.splitlines())
    figures = {
        "seconds": seconds,
        "cpu_seconds": at_work,
        "samples": samples,
        "page_bytes": len(page),
        "peak_bytes": peak_bytes(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
