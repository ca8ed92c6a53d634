"""From a figure to SVG that can stand in a page: deterministic, small, without a request to anywhere.

Text stays text (crisp, searchable, in the page's own font) and a unit of the drawing is a CSS pixel. Every chart is
drawn twice, for a wide and for a narrow screen; the page shows the one that fits.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from driftwarden.report.charts.ink import Ink, to_variables
from driftwarden.report.words import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_UNITS_PER_INCH = 72
_VIEW_BOX = re.compile(r'viewBox="[^"]+"')
_STYLE = {
    "axes.edgecolor": Ink.GRID.value,
    "axes.facecolor": "none",
    "axes.labelcolor": Ink.MUTED.value,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": ["DejaVu Sans"],  # Comes with matplotlib: the same measures everywhere. The page sets its own.
    "hatch.linewidth": 0.8,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "text.color": Ink.TEXT.value,
    "text.parse_math": False,  # A column called $x$ is a column called $x$.
    "xtick.color": Ink.GRID.value,
    "xtick.labelcolor": Ink.MUTED.value,
    "ytick.color": Ink.GRID.value,
    "ytick.labelcolor": Ink.TEXT.value,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A width to draw for, in CSS pixels, and the font size that is legible there."""

    name: str
    width: int
    font: float

    @property
    def is_wide(self) -> bool:
        """Whether labels have room beside what they label."""
        return self is WIDE


WIDE = Canvas(name="wide", width=1000, font=12.5)
NARROW = Canvas(name="narrow", width=350, font=11)

Paint = Callable[["Figure", Canvas], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart for both widths, as SVG elements."""

    wide: str
    narrow: str


def draw(paint: Paint, *, name: str, height: tuple[int, int], title: str, description: str) -> Chart:
    """Draw a chart for wide and narrow screens, `height` pixels high each; title and description are for readers
    who cannot see it."""
    wide, narrow = (
        _inline(_svg(paint, canvas, pixels, name), name=f"{name}-{canvas.name}", title=title, description=description)
        for canvas, pixels in zip((WIDE, NARROW), height, strict=True)
    )
    return Chart(wide=wide, narrow=narrow)


def _svg(paint: Paint, canvas: Canvas, height: int, name: str) -> str:
    from matplotlib import style
    from matplotlib.figure import Figure

    settings = _STYLE | {"font.size": canvas.font, "svg.hashsalt": f"{name}-{canvas.name}"}
    with style.context(["default", settings]), warnings.catch_warnings():
        # Glyphs are the browser's business: a name in a script that DejaVu lacks is measured a little off.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(canvas.width / _UNITS_PER_INCH, height / _UNITS_PER_INCH), layout="constrained")
        paint(figure, canvas)
        written = StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return written.getvalue()


def _inline(svg: str, *, name: str, title: str, description: str) -> str:
    """The bare element, its ids made unique in the page, its name told to screen readers."""
    element = svg[svg.index("<svg") :]
    element = element.replace("xlink:href", "href")
    element = re.sub(r'\b(id="|href="#|url\(#)', rf"\g<1>{name}-", element)
    title, description = (escape(visible(text)) for text in (title, description))
    head = (
        f'<svg {_VIEW_BOX.findall(element)[0]} role="img" aria-labelledby="{name}-title" '
        f'aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>'
    )
    return to_variables(re.sub(r"^<svg[^>]*>", lambda _: head, element))
