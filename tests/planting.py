"""The starter project with users in its rows, and with secrets around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from driftwarden.local_slack.workspace import APP_TOKEN, SIGNING_SECRET, TOKEN
from driftwarden.starter import write_starter

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

MODEL, CLUMSY = "bike-demand", "clumsy"
DATABASE_PASSWORD = "planted-database-password"
S3_SECRET = "planted-s3-secret"
APPRISE_PASSWORD = "planted-apprise-password"
SECRETS = (TOKEN, APP_TOKEN, SIGNING_SECRET, DATABASE_PASSWORD, S3_SECRET, APPRISE_PASSWORD)
# A text that is another in each row, ids, and a category of three rows.
ROWS = ("planted-user", "planted-id", "planted-station")
NUMBER = "31337.4242"

_TRAINER = """
import os

def fail(training, order):
    if "PLANTED_STUMBLE" in os.environ:
        float(training["email"].iloc[7])
    from planted_trainer import train
    return train(training, order)
"""


def plant(project: Path, now: datetime) -> None:
    """The starter with users in its rows, a second model whose trainer stumbles over one, and two unreachable logs."""
    assert list(write_starter(project, today=now))
    (project / "training.py").rename(project / "planted_trainer.py")
    (project / "clumsy_trainer.py").write_text(_TRAINER, encoding="utf-8")
    days = sorted((project / "predictions").glob("*.parquet"))
    for day in days:
        _plant_users(day, is_new=day in days[-3:])
    for day in (project / "labels").glob("*.parquet"):
        labels = pd.read_parquet(day)
        labels.assign(row_id="planted-id-" + labels["row_id"]).to_parquet(day, index=False)
    file = project / "models" / f"{MODEL}.yaml"
    text = file.read_text(encoding="utf-8").replace("training:train", "planted_trainer:train")
    file.write_text(text, encoding="utf-8")
    clumsy = text.replace(f"model: {MODEL}", f"model: {CLUMSY}").replace("planted_trainer:train", "clumsy_trainer:fail")
    (project / "models" / f"{CLUMSY}.yaml").write_text(clumsy, encoding="utf-8")


def _plant_users(day: Path, *, is_new: bool) -> None:
    rows = pd.read_parquet(day)
    rows["email"] = [f"planted-user-{day.stem}-{number}@example.com" for number in range(len(rows))]
    rows["row_id"] = "planted-id-" + rows["row_id"]
    if is_new:
        rows.loc[5, "station"] = "planted-station"
        rows.loc[7, "temperature"] = 31337.4242
    rows.to_parquet(day, index=False)
