"""Imported before a test's processes are forked: what each of them would otherwise load for itself."""

import anyio._backends._asyncio  # noqa: F401
import pyarrow.parquet  # noqa: F401
import scipy.stats  # noqa: F401
import whylogs  # noqa: F401

from adapters.slack.charts import draw_png
from adapters.slack.page import draw
from domain.notices import Chart
from tests.builders import a_moment

draw_png(Chart(title="mae", points=tuple((a_moment(days=day), float(day)) for day in range(3)), limit=1.0))
draw(())
