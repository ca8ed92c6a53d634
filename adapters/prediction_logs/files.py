"""A log in files: which of them a window needs, and how each is read."""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from adapters.prediction_logs.csv_rows import csv_batches
from adapters.prediction_logs.json_rows import json_batches
from adapters.prediction_logs.parquet_rows import parquet_batches, small_table, table_batches
from adapters.prediction_logs.places import LogFile, Place
from adapters.prediction_logs.rows import Choose, Rows, Within
from adapters.prediction_logs.wanted import Wanted
from domain.errors import EvidenceUnavailable
from domain.windows import Window

_PARQUET = frozenset({".parquet", ".pq"})
# What Arrow and databases repeat of a row: a value in quotes after one of these words, and a line that does not fit.
_A_VALUE = re.compile(r"""((?:string|value|convert|parsing|syntax for [^:]*):? )(['"]).*\2""")
_A_ROW = re.compile(r"(Expected \d+ columns, got \d+): .*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRows:
    """The rows of one file; `texts` are the columns that are left as they were written, `delimiter` is of CSV."""

    file: LogFile
    place: Place
    texts: frozenset[str] = field(default=frozenset())
    delimiter: str = ","

    @property
    def name(self) -> str:
        """The file's path."""
        return self.file.name

    @property
    def day(self) -> date | None:
        """The day that its path names."""
        return self.file.stretch.day if self.file.stretch else None

    def batches(self, choose: Choose, *, within: Within | None) -> Iterator[Any]:
        """Its rows; raises EvidenceUnavailable naming the file."""
        try:
            with closing(self._read(choose, within)) as batches:
                yield from batches
        except (pa.ArrowException, OSError) as error:
            raise EvidenceUnavailable(
                f"{self.name}: cannot be read ({first_line(error)}); write the file again or take it away"
            ) from cause(error)

    def _read(self, choose: Choose, within: Within | None) -> Generator[Any, None, None]:
        if self.file.suffix == ".csv":
            yield from csv_batches(lambda: self.place.open(self.file), choose, self.texts, delimiter=self.delimiter)
            return
        if self.file.suffix in _PARQUET:
            yield from self._parquet(choose, within)
            return
        with self.place.open(self.file) as stream:
            yield from json_batches(stream, choose, self.texts)

    def _parquet(self, choose: Choose, within: Within | None) -> Generator[Any, None, None]:
        path = self.place.on_disk(self.file)
        table = small_table(path) if path else None
        if table is not None:
            yield from table_batches(table, choose)
            return
        with self.place.open(self.file) as stream:
            yield from parquet_batches(stream, choose, within)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of one place; `late_by` days after its own a dated file may still hold rows of a window.

    `gone` says that a place without any file is one that vanished; without it, nothing has come yet.
    """

    place: Place
    wanted: Wanted
    late_by: int
    gone: Callable[[], str] | None = None
    delimiter: str = ","
    in_order: bool = True

    def rows(self, window: Window) -> list[Rows]:
        """The files that are not dated, and those that are dated with a time of the window.

        That there is none is an empty window; no file of any time is a log that is gone: EvidenceUnavailable.
        """
        zone = self.wanted.zone or ZoneInfo("UTC")
        return [
            self._of(file)
            for file in self._files()
            if file.stretch is None or file.stretch.touches(window, late_by=self.late_by, zone=zone)
        ]

    def sample(self) -> Rows | None:
        """The last file."""
        return next((self._of(file) for file in reversed(self._files())), None)

    def _files(self) -> list[LogFile]:
        files = self.place.files()
        if not files and self.gone is not None:
            raise EvidenceUnavailable(self.gone())
        return files

    def _of(self, file: LogFile) -> Rows:
        texts = self.wanted.left_as_written(file.suffix)
        return FileRows(file=file, place=self.place, texts=texts, delimiter=self.delimiter)


def cause(error: Exception) -> Exception | None:
    """The error as a cause, which is logged with its own words; None where they repeat a row's value."""
    return None if _A_VALUE.search(str(error)) or _A_ROW.search(str(error)) else error


def first_line(error: Exception) -> str:
    """What an error says, without the details that only its library's authors can use, and without anybody's data.

    >>> first_line(ValueError("CSV conversion error to double: invalid value 'ada@example.com'"))
    "CSV conversion error to double: invalid value '…'"
    >>> first_line(ValueError("CSV parse error: Expected 2 columns, got 3: ada,bob,cleo"))
    'CSV parse error: Expected 2 columns, got 3'
    """
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return _A_ROW.sub(r"\1", _A_VALUE.sub(r"\1\2…\2", said))
