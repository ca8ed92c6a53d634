"""Charts as pictures: whatever the numbers are, the same chart gives the same 640 x 280 pixels."""

import struct
import subprocess
import sys
from datetime import timedelta

import pytest

from adapters.slack.charts import draw_png
from domain.notices import Chart
from tests.builders import a_moment

PNG = b"\x89PNG\r\n\x1a\n"


def a_chart(*values: float, **fields: object) -> Chart:
    points = tuple((a_moment(days=7 * at), value) for at, value in enumerate(values))
    return Chart(**{"title": "mae", "unit": "minutes", "points": points, "limit": 10.0} | fields)  # type: ignore[arg-type]


def _size(png: bytes) -> tuple[int, ...]:
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    "chart",
    [
        a_chart(8.0, 9.0, 12.5),
        a_chart(12.5),
        a_chart(0.0, 0.0, 0.0, limit=None),
        a_chart(-3.0, 4.0, limit=0.0),
        a_chart(1e9, 2e9, unit=""),
        a_chart(1e-6, 3e-6, limit=2e-6),
        a_chart(0.5, 54.0, unit="%", title="missing_share of a_column_with_a_very_long_name where origin=JFK"),
        a_chart(8.0, 9.0, title="cost of $5 in $\\alpha^$ <b>"),
        a_chart(8.0, 9.0, marks=((a_moment(days=3), "v2"), (a_moment(days=5), "back to v1"))),
        a_chart(8.0, 9.0, band=((a_moment(), 7.0, 9.0), (a_moment(days=7), 8.0, 11.0))),
    ],
)
def test_every_chart_can_be_drawn_at_its_size(chart: Chart) -> None:
    png = draw_png(chart)
    assert png.startswith(PNG)
    assert _size(png) == (640, 280)
    assert len(png) < 100_000


def test_the_same_chart_gives_the_same_picture_and_another_one_another() -> None:
    assert draw_png(a_chart(8.0, 12.5)) == draw_png(a_chart(8.0, 12.5)) != draw_png(a_chart(8.0, 12.4))


def test_a_window_that_is_not_known_is_a_hole_and_not_a_line_across() -> None:
    whole = a_chart(8.0, 8.0, 8.0, 8.0, 8.0)
    holed = Chart(title="mae", unit="minutes", points=whole.points[:2] + whole.points[3:], limit=10.0)
    assert draw_png(whole) != draw_png(holed)
    spread = tuple((at + timedelta(days=at.day % 2), value) for at, value in holed.points)
    assert _size(draw_png(Chart(title="mae", points=spread))) == (640, 280)


def test_a_chart_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_png(a_chart())


def test_matplotlib_is_loaded_only_when_something_is_drawn() -> None:
    asked = "import sys, adapters.slack.file_messenger, adapters.slack.messenger; print('matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "False"
