"""Write the starter project into a folder of the user's."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.starter.traffic import DAYS, DAYS_TO_LEARN_FROM, write_traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEMPLATE = Path(__file__).parent / "project"


def write_starter(folder: Path, *, today: datetime | None = None) -> Iterator[str]:
    """Write the project and some weeks of made-up traffic up to today; yields what to do next, a line each.

    Raises InvalidDocument for a folder that holds files already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InvalidDocument([f"{folder}: holds files already; name a new or an empty folder"])
    shutil.copytree(_TEMPLATE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    midnight = (today or datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - timedelta(days=DAYS)
    service_began = start + timedelta(days=DAYS_TO_LEARN_FROM)
    write_traffic(folder, start)
    yield f"{folder}: one model, one policy, a trainer, and {DAYS} days of made-up traffic. Next:"
    yield f"  driftwarden check --project {folder}"
    yield (
        f"  driftwarden adopt bike-demand --project {folder} --from {start:%Y-%m-%d} --to {service_began:%Y-%m-%d} "
        f"--as-of {service_began:%Y-%m-%dT%H:%M:%S}"
    )
    yield f"  driftwarden run --project {folder}"
    yield f"  driftwarden status --project {folder}"
