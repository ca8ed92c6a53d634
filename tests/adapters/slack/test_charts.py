"""Charts as pictures: whatever the numbers are, the same chart gives the same 640 x 280 pixels."""

import io
import struct
import subprocess
import sys
from datetime import timedelta

import pytest
from matplotlib.image import imread

from adapters.slack.charts import CARD, INK, LIMIT, LINE, MARK, SOFT, draw_png
from domain.notices import Chart
from tests.builders import a_moment

# The backgrounds of Slack's own themes.
SLACK_LIGHT, SLACK_DARK = "#ffffff", "#1a1d21"
# The edges of a line are lighter by so much.
SHADE = 48
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


def _luminance(colour: str) -> float:
    """Relative luminance, as https://www.w3.org/TR/WCAG22/#dfn-relative-luminance has it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colour", "least"), [(INK, 7.0), (SOFT, 4.5), (LIMIT, 4.5), (MARK, 4.5), (LINE, 4.5)])
def test_what_is_drawn_and_written_can_be_told_from_the_card_and_from_a_light_page(colour: str, least: float) -> None:
    assert min(_contrast(colour, CARD), _contrast(colour, SLACK_LIGHT)) >= least


def test_the_card_stands_out_from_a_dark_page_and_is_one_with_a_light_one() -> None:
    assert _contrast(CARD, SLACK_DARK) >= 7.0
    assert _contrast(CARD, SLACK_LIGHT) < 1.1


def _longest(chart: Chart, colour: str, *, across: bool) -> int:
    """The most pixels of a colour in one row of the picture, or in one column."""
    picture = (imread(io.BytesIO(draw_png(chart)))[..., :3] * 255).round().astype(int)
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    is_drawn = (abs(picture - wanted) <= SHADE).all(axis=-1)
    return int(is_drawn.sum(axis=1 if across else 0).max())


@pytest.mark.parametrize(
    ("colour", "field", "value", "across", "least"),
    [(LIMIT, "limit", 10.0, True, 200), (MARK, "marks", ((a_moment(days=5), "v2"),), False, 40)],
    ids=["limit", "mark"],
)
def test_limit_and_marks_are_drawn_as_lines(
    colour: str, field: str, value: object, *, across: bool, least: int
) -> None:
    plain = {"limit": None, "marks": ()}
    assert _longest(a_chart(8.0, 12.5, **plain), colour, across=across) < least / 4
    assert _longest(a_chart(8.0, 12.5, **plain | {field: value}), colour, across=across) >= least


def test_a_chart_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_png(a_chart())


def test_matplotlib_is_loaded_only_when_something_is_drawn() -> None:
    asked = "import sys, adapters.slack.file_messenger, adapters.slack.messenger; print('matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "False"
