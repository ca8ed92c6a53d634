"""A few whole rows of a window, kept for the questions that sketches cannot answer."""

from dataclasses import dataclass

from domain.digests import digest
from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Rows drawn evenly from a window of one model: `rows` of the `of_rows` that there were.

    `origin` says whose rows they are, as of a profile; `payload` is a Parquet file with the names of
    `domain.columns`. `revision` counts how often the window was opened again because rows or labels came late.
    """

    model: str
    window: Window
    origin: str
    rows: int
    of_rows: int
    payload: bytes
    revision: int = 0

    @property
    def id(self) -> str:
        """The question this sample answers: whose rows, which window."""
        asked = (self.model, self.origin, self.window.key)
        return digest("sample", *asked, *((f"revision {self.revision}",) if self.revision else ()))
