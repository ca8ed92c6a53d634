"""Before anything is imported: no library phones home from a test, and none takes more than its share of the cores."""

import os

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from adapters.settings import quiet_the_libraries

quiet_the_libraries()
# Tests run side by side: threads that wait for each other in a loop would fill the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# How long an example takes says nothing on a machine whose cores are shared by more workers.
settings.register_profile("driftwarden", deadline=None)
settings.load_profile("driftwarden")
SERVED = "tests/flows/served/"


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types.
    """A worker takes whole files, and all that share a Prefect server, so that one is started and not one a worker."""

    def _split_scope(self, nodeid: str) -> str:
        return SERVED if nodeid.startswith(SERVED) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """How tests are dealt out, whatever `--dist` says."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for a server come first, then files with slow tests, so that no worker begins one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (not item.nodeid.startswith(SERVED), item.path not in slow))
