"""A bounded sample of a log that no model's file describes yet: its columns as they are, and some of its rows."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from glob import has_magic
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.prediction_logs.files import FileRows
from adapters.prediction_logs.kinds import kind_of
from adapters.prediction_logs.places import SUFFIXES, LocalPlace, S3Place
from adapters.prediction_logs.spec import S3, LogColumns, LogSpec, S3Spec
from adapters.prediction_logs.text_blocks import blocks
from adapters.settings import environment
from domain.errors import EvidenceUnavailable, InvalidDocument
from domain.windows import Window
from driftwarden.starter.places_written import s3_endpoint
from driftwarden.starter.stacked_tables import stacked, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapters.prediction_logs.places import LogFile, Place

SAMPLE_ROWS = 50_000
SAMPLE_FILES = 8
_HEAD_BYTES = 8 * 2**20
_NO_TIME = "no_time_of_this_draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows of one file, or table; `covers` is the time that its name says all rows of it and its like are of."""

    rows: Any
    is_whole: bool
    covers: timedelta | None = None
    files_alike: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was read of a place, as one Arrow table and piece by piece."""

    place: str
    table: Any
    pieces: tuple[Piece, ...]
    is_whole: bool
    said: str


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


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of one text file, in whole lines, as a place of its own."""

    text: bytes

    def files(self) -> list[LogFile]:
        return []

    @contextmanager
    def open(self, file: LogFile) -> Iterator[Any]:
        del file
        yield BytesIO(self.text)

    def on_disk(self, file: LogFile) -> Path | None:
        del file
        return None


def _piece(file: LogFile, place: Place, limit: int, files_alike: int) -> Piece:
    is_cut = False
    if file.suffix not in {".parquet", ".pq"}:
        place, is_cut = _head(file, place)
    rows = _rows(file, place, limit + 1, texts=frozenset())
    if file.suffix not in {".parquet", ".pq"}:
        # Arrow turns written times into timestamps and may drop the offsets that they were written with.
        times = {field.name for field in rows.schema if kind_of(field.type) == "time"}
        rows = _rows(file, place, limit + 1, texts=frozenset(times)) if times else rows
    stretch = file.stretch
    return Piece(
        rows=rows.slice(0, limit),
        is_whole=not is_cut and len(rows) <= limit,
        covers=stretch.end - stretch.start if stretch else None,
        files_alike=files_alike,
    )


def _rows(file: LogFile, place: Place, limit: int, *, texts: frozenset[str]) -> Any:
    rows = FileRows(file=file, place=place, texts=texts)
    with closing(rows.batches(lambda known: list(known.names), within=None)) as batches:  # type: ignore[type-var]
        return stacked(_first(batches, limit))


def _head(file: LogFile, place: Place) -> tuple[_Head, bool]:
    """The first whole lines of a text file, and whether others follow; raises EvidenceUnavailable."""
    try:
        with place.open(file) as stream:
            text = next(blocks(stream, quoted=file.suffix == ".csv", size=_HEAD_BYTES), b"")
            return _Head(text), bool(stream.read(1)) or len(text) == _HEAD_BYTES
    except OSError as error:
        raise EvidenceUnavailable(f"{file.name}: cannot be read ({error})") from error


def _first(batches: Iterable[Any], limit: int) -> Iterator[Any]:
    for batch in batches:
        yield batch.slice(0, limit)
        limit -= len(batch)
        if limit <= 0:
            return
