"""The colours that charts are drawn in: stand-ins that become CSS variables.

matplotlib wants a colour while it draws; the page decides on light or dark when it is opened. So each ink is a
hex value that nothing else uses, and `to_variables` replaces it by `var(--name)`, which the page's style defines
for light, dark and print. The palette itself (after Okabe and Ito, legible without full colour vision) is in
`page.html.j2`.
"""

import re
from enum import StrEnum


class Ink(StrEnum):
    """What a colour stands for."""

    TEXT = "#1a0b01"
    MUTED = "#1a0b02"
    GRID = "#1a0b03"
    PAPER = "#1a0b04"
    OURS = "#1a0b05"
    NEVER = "#1a0b06"
    OTHER = "#1a0b07"
    GOOD = "#1a0b08"
    BAD = "#1a0b09"
    OPEN = "#1a0b0a"

    @property
    def variable(self) -> str:
        """The CSS variable that the page's style gives a value."""
        return f"--{self.name.lower()}"


_BY_HEX = {ink.value: ink for ink in Ink}
_STAND_IN = re.compile("|".join(_BY_HEX))


def to_variables(svg: str) -> str:
    """Let the page's style decide on every ink.

    >>> to_variables('<path style="stroke: #1a0b05"/>')
    '<path style="stroke: var(--ours)"/>'
    """
    return _STAND_IN.sub(lambda found: f"var({_BY_HEX[found[0]].variable})", svg)
