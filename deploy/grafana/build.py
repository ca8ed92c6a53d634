"""Write every dashboard beside this module: `python -m deploy.grafana.build`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.fleet import fleet
from deploy.grafana.model import model
from deploy.grafana.operations import operations
from deploy.grafana.postgres.fleet import fleet_by_sql
from deploy.grafana.postgres.model import model_by_sql
from deploy.grafana.postgres.operations import operations_by_sql
from deploy.grafana.postgres.trial import trial_by_sql
from deploy.grafana.trial import trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from grafana_foundation_sdk.builders.dashboard import Dashboard

DASHBOARDS: dict[str, Callable[[], Dashboard]] = {
    "fleet": fleet,
    "model": model,
    "trial": trial,
    "operations": operations,
    "fleet-postgres": fleet_by_sql,
    "model-postgres": model_by_sql,
    "trial-postgres": trial_by_sql,
    "operations-postgres": operations_by_sql,
}
FOLDER = Path(__file__).parent


def built(name: str) -> str:
    """One dashboard as Grafana reads it."""
    return json.dumps(DASHBOARDS[name]().build(), cls=JSONEncoder, indent=1, sort_keys=True) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write all of them."""
    for name in DASHBOARDS:
        (folder / f"{name}.json").write_text(built(name), encoding="utf-8")


if __name__ == "__main__":
    write()
