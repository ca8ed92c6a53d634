"""A page as a reader's browser takes it apart."""

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """What the page shows: tables as rows of cells, all text, all addresses, all ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name.rpartition(":")[2] in {"href", "src", "srcset"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + data).split())

    def row(self, head: str) -> list[str]:
        """The first table row that starts with this cell."""
        return next(row for row in self.rows if row and row[0] == head)


def svgs_of(html: str) -> list[str]:
    """Every SVG element of the page, as text."""
    return re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)
