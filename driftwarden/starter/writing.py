"""Write the starter project into a folder of the user's."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from driftwarden.starter.schemas import write_schemas
from driftwarden.starter.traffic import DAYS, DAYS_TO_LEARN_FROM, write_traffic

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEMPLATE = Path(__file__).parent / "project"
# What Driftwarden writes itself: ledger, trained models, messages.
NOT_FOR_GIT = ".driftwarden/\n__pycache__/\n"


def write_starter(folder: Path, *, today: datetime | None = None) -> Iterator[str]:
    """Write the project and some weeks of made-up traffic up to today; yields what to do next, a line each.

    Raises InvalidDocument for a folder that holds files already, or that cannot be written.
    """
    midnight = (today or datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - timedelta(days=DAYS)
    service_began = start + timedelta(days=DAYS_TO_LEARN_FROM)
    try:
        _write(folder, start)
    except OSError as error:
        raise InvalidDocument([f"{folder}: cannot be written ({error.strerror}); name another folder"]) from error
    yield f"{folder}: one model, one policy, a trainer, and {DAYS} days of made-up traffic. Next:"
    yield f"  cd {folder}"
    yield "  driftwarden check"
    yield (
        f"  driftwarden adopt bike-demand --from {start:%Y-%m-%d} --to {service_began:%Y-%m-%d} "
        f"--as-of {service_began:%Y-%m-%d}"
    )
    yield "  driftwarden run"
    yield "  driftwarden status"
    yield (
        f"adopt trains the first version as if today were {service_began:%Y-%m-%d}; run then looks at every day since, "
        f"and ends with a question for you"
    )


def _write(folder: Path, start: datetime) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidDocument([f"{folder}: is no empty folder; name a new or an empty one"])
    shutil.copytree(_TEMPLATE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".gitignore").write_text(NOT_FOR_GIT, encoding="utf-8")
    write_schemas(folder / "schemas")
    write_traffic(folder, start)
