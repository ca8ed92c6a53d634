"""How pages are made of templates: what is common to every page, whatever it shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from driftwarden.report import words

if TYPE_CHECKING:
    from driftwarden.report.charts.canvas import Chart

_TEMPLATES = Path(__file__).parent


def environment(*folders: Path) -> Environment:
    """What templates are read with, those of further folders first; the words of every page are its filters."""
    made = Environment(
        loader=FileSystemLoader([*folders, _TEMPLATES]),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": words.number,
        "signed": words.signed,
        "interval": words.interval,
        "day": words.day,
        "span": words.span,
        "share": words.share,
        "ranges": words.ranges,
        "sentence": words.sentence,
        "counted": words.counted,
    }
    return made


def as_markup(chart: Chart | None) -> dict[str, Markup] | None:
    """SVG that matplotlib escaped already; nothing else on a page is exempt from escaping."""
    return None if chart is None else {"wide": Markup(chart.wide), "narrow": Markup(chart.narrow)}
