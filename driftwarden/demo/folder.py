"""The demo's own folder: laid out anew each time, and nothing of the user's is touched outside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from domain.errors import InvalidDocument

MODEL = "flights-air-time"
_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "flights"
_MARK = ".driftwarden-demo"
_PREFECT = ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE")


def prepare(folder: Path) -> Path:
    """Empty the demo's folder and lay the example project into it; returns the folder, absolute.

    Raises InvalidDocument rather than empty a folder that no demo made.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise InvalidDocument([f"{folder}: holds files that no demo wrote; choose another folder with --folder"])
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / _MARK).write_text("This folder is emptied whenever the demo starts.\n")
    return folder


def keep_to(project: Path) -> None:
    """Keep everything inside the demo's folder: off any server, ledger and Slack that the user has configured."""
    os.environ["PREFECT_HOME"] = str(project / ".prefect")
    for name in [*_PREFECT, *(name for name in os.environ if name.startswith("DRIFTWARDEN_"))]:
        os.environ.pop(name, None)
    # The temporary server speaks plain HTTP on loopback, and yet each client, two a flow, would read all certificates.
    os.environ["PREFECT_API_TLS_INSECURE_SKIP_VERIFY"] = "true"
