"""Before anything is imported: no library phones home from a test."""

import pytest
from hypothesis import settings

from adapters.settings import quiet_the_libraries

quiet_the_libraries()
# How long an example takes says nothing on a machine where two workers share two cores.
settings.register_profile("driftwarden", deadline=None)
settings.load_profile("driftwarden")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that no worker begins one when the others have nothing left to do.

    Those that start a Prefect server come last: it stays up to the end, and its schedules cost the others their time.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    served = {item.path for item in items if "starting" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path in served, item.path not in slow))
