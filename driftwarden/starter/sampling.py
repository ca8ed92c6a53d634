"""A bounded sample of a log that no model's file describes yet: its columns as they are, and some of its rows."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.prediction_logs.files import FileRows
from adapters.prediction_logs.kinds import kind_of
from adapters.prediction_logs.places import SUFFIXES, LocalPlace, S3Place
from adapters.prediction_logs.spec import S3, LogColumns, LogSpec, S3Spec
from adapters.settings import environment
from domain.errors import EvidenceUnavailable, InvalidDocument
from domain.windows import Window
from driftwarden.starter.heads import head_of
from driftwarden.starter.places_written import s3_endpoint
from driftwarden.starter.stacked_tables import stacked, together
from driftwarden.starter.text_habits import is_version, leads_with_zeros, may_be_text, one_delimiter, parted_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapters.prediction_logs.places import LogFile, Place

SAMPLE_ROWS = 50_000
SAMPLE_FILES = 8
_NO_TIME = "no_time_of_this_draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows of one file, or table; `covers` is the time that its name says all rows of it and its like are of.

    Of CSV: `delimiter` parts its cells, and `texts` are columns that only look like numbers.
    """

    rows: Any
    is_whole: bool
    covers: timedelta | None = None
    files_alike: int = 1
    delimiter: str | None = None
    texts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was read of a place, as one Arrow table and piece by piece; `formats` lead from columns of times that were
    written neither as timestamps nor as ISO text to how they were.
    """

    place: str
    table: Any
    pieces: tuple[Piece, ...]
    is_whole: bool
    said: str
    formats: Mapping[str, str] = field(default_factory=dict)

    @property
    def delimiters(self) -> tuple[str, ...]:
        """What parts the cells of its CSV files, one each."""
        return tuple(piece.delimiter for piece in self.pieces if piece.delimiter is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns that only look like numbers."""
        return tuple(dict.fromkeys(name for piece in self.pieces for name in sorted(piece.texts)))


def sample_files(where: str, *, option: str) -> Sample:
    """The first rows of a few files of a path, glob or s3:// place, from its first file to its last.

    Raises InvalidDocument, naming the option, for a place that is not there or holds no rows; EvidenceUnavailable,
    naming the file, for one that cannot be read.
    """
    place = _place(where, option)
    files = _files(place, where, option)
    if not files:
        formats = ", ".join(suffix for suffix in SUFFIXES if not suffix.endswith(".gz"))
        raise InvalidDocument([f"{where}: holds no file of a log ({formats}); mend {option}"])
    chosen = _spread(files)
    alike = Counter(file.stretch for file in files)
    pieces = tuple(_piece(file, place, SAMPLE_ROWS // len(chosen), alike[file.stretch]) for file in chosen)
    one_delimiter([piece.delimiter for piece in pieces if piece.delimiter], option=option)
    is_whole = len(chosen) == len(files) and all(piece.is_whole for piece in pieces)
    said = "the one file" if len(files) == 1 else f"{len(chosen)} of {len(files)} files"
    return _sample(where, pieces, option=option, is_whole=is_whole, said=said)


def sample_table(url: str, table: str, *, option: str) -> Sample:
    """The first rows that a database gives of a table, or of a SELECT; raises as `sample_files` does."""
    from adapters.prediction_logs.sql.query import Origin
    from adapters.prediction_logs.sql.source import open_tables

    # The roads ask for a span of a time column, and which one that is has yet to be found out.
    select = f"SELECT log.*, NULL AS {_NO_TIME} FROM {_from(Origin(text=table))} LIMIT {SAMPLE_ROWS}"
    spec = LogSpec(predictions=select, database=url, columns=LogColumns(time=_NO_TIME))
    source, _ = open_tables(spec, Path.cwd(), environment())
    now = datetime.now(UTC)
    rows = source.rows(Window(start=now, end=now + timedelta(days=1)))[0]
    try:
        with closing(rows.batches(lambda schema: list(schema.names), within=None)) as batches:  # type: ignore[type-var]
            found = stacked(batches).drop_columns([_NO_TIME])
    except EvidenceUnavailable as error:
        said = str(error).replace(select, table).partition("; mend `log`")
        raise EvidenceUnavailable(said[0] + (f"; mend {option} or --table" if said[1] else "")) from error
    is_whole = len(found) < SAMPLE_ROWS
    said_of = "the whole table" if is_whole else "the first that the database gave"
    return _sample(table, (Piece(rows=found, is_whole=is_whole),), option="--table", is_whole=is_whole, said=said_of)


def _from(origin: Any) -> str:
    return origin.sql if origin.is_select else f"{origin.sql} AS log"


def _sample(place: str, pieces: tuple[Piece, ...], *, option: str, is_whole: bool, said: str) -> Sample:
    table = together([piece.rows for piece in pieces])
    if not len(table):
        raise InvalidDocument([f"{place}: holds no row; mend {option}, or wait for the first rows"])
    return Sample(place=place, table=table, pieces=pieces, is_whole=is_whole, said=said)


def _place(where: str, option: str) -> Place:
    if where.startswith(S3):
        return S3Place(where, S3Spec(endpoint=s3_endpoint()), field=option)
    if not has_magic(where) and not Path(where).exists():
        raise InvalidDocument([f"{where}: no such file or folder; mend {option}"])
    return LocalPlace(where, Path.cwd(), field=option)


def _files(place: Place, where: str, option: str) -> list[LogFile]:
    try:
        return place.files()
    except EvidenceUnavailable as error:
        said = str(error).partition("; mend")[0]
        raise EvidenceUnavailable(f"{said}; mend {option}, or the credentials in the environment") from error


def _spread(files: list[LogFile]) -> list[LogFile]:
    """The first, the last, and some evenly between them."""
    if len(files) <= SAMPLE_FILES:
        return files
    return [files[number * (len(files) - 1) // (SAMPLE_FILES - 1)] for number in range(SAMPLE_FILES)]


def _piece(file: LogFile, place: Place, limit: int, files_alike: int) -> Piece:
    is_cut, delimiter, texts = False, None, frozenset[str]()
    if file.suffix in {".parquet", ".pq"}:
        rows = _rows(file, place, limit + 1)
    else:
        head, is_cut = head_of(file, place)
        delimiter = parted_by(head.text) if file.suffix == ".csv" else None
        rows, texts = _of_text(file, head, limit + 1, delimiter or ",")
    stretch = file.stretch
    return Piece(
        rows=rows.slice(0, limit),
        is_whole=not is_cut and len(rows) <= limit,
        covers=stretch.end - stretch.start if stretch else None,
        files_alike=files_alike,
        delimiter=delimiter,
        texts=texts,
    )


def _of_text(file: LogFile, head: Place, limit: int, delimiter: str) -> tuple[Any, frozenset[str]]:
    """The rows of a text file, and the columns of CSV that only look like numbers."""
    rows = _rows(file, head, limit, delimiter=delimiter)
    # Arrow turns written times into timestamps and may drop the offsets that they were written with.
    times = frozenset(field.name for field in rows.schema if kind_of(field.type) == "time")
    numbers = may_be_text(rows.schema) if file.suffix == ".csv" else frozenset[str]()
    if not times | numbers:
        return rows, frozenset()
    written = _rows(file, head, limit, texts=times | numbers, delimiter=delimiter)
    texts = frozenset(name for name in numbers - times if leads_with_zeros(written.column(name)))
    for name in sorted(numbers - times - texts):
        if not is_version(name):
            written = written.set_column(written.column_names.index(name), name, rows.column(name))
    return written, texts


def _rows(file: LogFile, place: Place, limit: int, *, texts: frozenset[str] = frozenset(), delimiter: str = ",") -> Any:
    rows = FileRows(file=file, place=place, texts=texts, delimiter=delimiter)
    with closing(rows.batches(lambda known: list(known.names), within=None)) as batches:  # type: ignore[type-var]
        return stacked(_first(batches, limit))


def _first(batches: Iterable[Any], limit: int) -> Iterator[Any]:
    for batch in batches:
        yield batch.slice(0, limit)
        limit -= len(batch)
        if limit <= 0:
            return
