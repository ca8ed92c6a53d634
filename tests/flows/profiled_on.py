"""Three partitions profiled in a process of its own: `python -m tests.flows.profiled_on FOLDER RUNNER...`.

Prefect's temporary server and Dask's workers end with this process, and not before.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from adapters.settings import quiet_the_libraries
from tests.monitors.partitions import Partition

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
PARTITIONS = tuple(Partition(seed=seed) for seed in range(3))


def main() -> None:
    quiet_the_libraries()
    from flows.profiling import RUNNERS, profile_partitions

    folder, *runners = sys.argv[1:]
    for runner in runners:
        payload = profile_partitions(PARTITIONS, at=NOON, runner=RUNNERS[runner](2))
        (Path(folder) / runner).write_bytes(payload)


if __name__ == "__main__":
    main()
