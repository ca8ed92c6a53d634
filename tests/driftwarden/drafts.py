"""Logs of newcomers, and what is drafted from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from driftwarden.starter.drafting import Asked, draft_project
from flows.projects import read_project

START = datetime(2026, 1, 1)  # noqa: DTZ001 (written without offset, as many logs are)


def regression_rows(count: int = 400, *, minutes: int = 30, seed: int = 7) -> pd.DataFrame:
    """A regression's log with its labels beside the predictions, which came an hour later."""
    dice = np.random.default_rng(seed)
    at = pd.date_range(START, periods=count, freq=f"{minutes}min", tz="UTC")
    size, shop = dice.normal(10, 3, count), dice.choice(["north", "south"], count)
    sold = 3 * size + np.where(shop == "north", 5, 0) + dice.normal(0, 1, count)
    return pd.DataFrame(
        {
            "request_id": [f"r{number:06d}" for number in range(count)],
            "event_time": at,
            "size": size,
            "shop": shop,
            "weekend": at.weekday >= 5,
            "prediction": sold + dice.normal(0, 1, count),
            "actual": sold,
            "labelled_at": at + pd.Timedelta(hours=1),
        }
    )


def class_rows(count: int = 400, *, minutes: int = 30) -> pd.DataFrame:
    """A binary model's log with text times that do not say whose they are."""
    rows = regression_rows(count, minutes=minutes)
    share = 1 / (1 + np.exp(-(rows["size"] - 10)))
    dice = np.random.default_rng(8)
    written = {name: rows[name].dt.strftime("%Y-%m-%d %H:%M:%S") for name in ("event_time", "labelled_at")}
    return rows.assign(
        **written,
        prediction=np.where(share > 0.5, "buys", "leaves"),
        probability=share.round(4),
        actual=np.where(dice.random(count) < share, "buys", "leaves"),
    )


def drafted(folder: Path, log: Path | str, **asked: Any) -> Mapping[str, Any]:
    """The drafted model file, after `check` found nothing to mend in the project."""
    assert list(draft_project(folder, Asked(log=str(log), model="shop", **asked)))
    read = read_project(folder)
    assert (read.problems, read.models[0].name) == ((), "shop")
    written: Mapping[str, Any] = yaml.safe_load((folder / "models" / "shop.yaml").read_text(encoding="utf-8"))
    return written
