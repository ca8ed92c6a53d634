"""Schemas as a user may have them."""

from typing import Any

import pandas as pd
import pandera.pandas as pandera

served = pandera.DataFrameSchema(
    {
        "temp": pandera.Column(float, pandera.Check.in_range(-60, 60), nullable=True),
        "carrier": pandera.Column(str, pandera.Check.isin(["AA", "B6", "DL", "UA"])),
    }
)


class Served(pandera.DataFrameModel):
    """The same in pandera's other style, without the carrier."""

    temp: float = pandera.Field(ge=-60, le=60, nullable=True)


def _broken(column: "pd.Series[Any]") -> bool:
    raise ZeroDivisionError(f"no {column.name}")


broken = pandera.DataFrameSchema({"temp": pandera.Column(float, pandera.Check(_broken, name="broken"))})

nothing = "a text"
