"""Folders with the files of a log, on disk or on S3."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from functools import lru_cache
from glob import glob, has_magic
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Protocol

from pyarrow import fs

from adapters.prediction_logs.spec import S3, S3Spec
from adapters.prediction_logs.stretches import Stretch, named_stretch
from domain.errors import EvidenceUnavailable

_PLAIN = (".parquet", ".pq")
_ZIPPED = (".csv", ".json", ".jsonl", ".ndjson")
SUFFIXES = (*_PLAIN, *_ZIPPED, *(f"{suffix}.gz" for suffix in _ZIPPED))
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """A file by the name that its place knows it by, the name that people know, and the time that its path names."""

    path: str
    name: str
    stretch: Stretch | None

    @property
    def suffix(self) -> str:
        """Its format: the end of its name, without what says that it is compressed."""
        return PurePath(self.path.removesuffix(".gz")).suffix


class Place(Protocol):
    """Where files lie."""

    def files(self) -> list[LogFile]:
        """The files with rows, by path; raises EvidenceUnavailable where there is no such place."""
        ...

    def open(self, file: LogFile) -> Any:
        """A context manager that gives the bytes of a file, decompressed. Raises OSError."""
        ...

    def on_disk(self, file: LogFile) -> Path | None:
        """Where it lies on this machine as it is; None for what lies elsewhere, or compressed as a whole."""
        ...


class LocalPlace:
    """A folder, a file or a glob on this machine; relative ones start at `root`. `field` of the log names it."""

    def __init__(self, where: str, root: Path, *, field: str) -> None:
        self._where, self._root, self._field = where, root, field
        self._filesystem = fs.LocalFileSystem()

    def files(self) -> list[LogFile]:
        """The files that the folder or glob names."""
        place = self._root / self._where
        if has_magic(self._where):
            found = glob(str(place), recursive=True)
        elif place.is_dir():
            found = [f"{folder}{os.sep}{name}" for folder, _, names in os.walk(place) for name in names]
        elif place.is_file():
            found = [str(place)]
        else:
            raise EvidenceUnavailable(
                f"{place}: no such file or folder; mend `{self._field}` of the log in the model's file"
            )
        fixed = place.parent if place.is_file() else Path(*takewhile(lambda part: not has_magic(part), place.parts))
        kept = sorted(
            (path for path in found if _holds_rows(os.path.basename(path)) and os.path.isfile(path)), key=_parts
        )
        return [_local_file(path, str(fixed), str(Path.cwd())) for path in kept]

    def bare(self) -> str:
        """That there is no file of a log, what lies there instead, and what to mend."""
        place = self._root / self._where
        fixed = Path(*takewhile(lambda part: not has_magic(part), place.parts))
        near = next(folder for folder in (fixed, *fixed.parents) if folder.is_dir())
        return _bare(str(place), str(near), os.listdir(near), field=self._field)

    def open(self, file: LogFile) -> Any:
        """The file's bytes."""
        return opened(self._filesystem, file.path)

    def on_disk(self, file: LogFile) -> Path | None:
        """Its path."""
        return None if file.path.endswith(".gz") else Path(file.path)


class S3Place:
    """A prefix, an object or a glob of a bucket. Credentials are those of the environment."""

    def __init__(self, where: str, spec: S3Spec, *, field: str) -> None:
        self._where, self._spec, self._field = where.removeprefix(S3).rstrip("/"), spec, field
        self._connected: Any | None = None

    def files(self) -> list[LogFile]:
        """The objects below the prefix, or those that the glob names."""
        parts = PurePosixPath(self._where).parts
        fixed = PurePosixPath(*takewhile(lambda part: not has_magic(part), parts))
        try:
            found = self._listed(str(fixed))
        except OSError as error:
            raise EvidenceUnavailable(
                f"{S3}{self._where}: cannot be listed ({error}); mend `{self._field}` or `s3` of the log in the "
                f"model's file, or the credentials in the environment"
            ) from error
        above = fixed.parent if found == [str(fixed)] else fixed
        paths = sorted(PurePosixPath(path) for path in found)
        named = [path for path in paths if parts == fixed.parts or _matches(path.parts, parts)]
        kept = [path for path in named if _holds_rows(path.name)]
        return [
            LogFile(path=str(path), name=f"{S3}{path}", stretch=named_stretch(path.relative_to(above))) for path in kept
        ]

    def bare(self) -> str:
        """That there is no object of a log, what lies there instead, and what to mend."""
        fixed = PurePosixPath(*takewhile(lambda part: not has_magic(part), PurePosixPath(self._where).parts))
        below = {PurePosixPath(path).relative_to(fixed).parts[0] for path in self._listed(str(fixed))}
        return _bare(f"{S3}{self._where}", f"{S3}{fixed}", below, field=self._field)

    def open(self, file: LogFile) -> Any:
        """The object's bytes, fetched as they are read."""
        return opened(self._filesystem(), file.path)

    def on_disk(self, file: LogFile) -> Path | None:
        """Never on this machine."""
        return None

    def _listed(self, fixed: str) -> list[str]:
        filesystem = self._filesystem()
        if filesystem.get_file_info(fixed).type == fs.FileType.File:
            return [fixed]
        listed = filesystem.get_file_info(fs.FileSelector(fixed, recursive=True))
        return [info.path for info in listed if info.type == fs.FileType.File]

    def _filesystem(self) -> Any:
        if self._connected is None:
            named = {"endpoint_override": self._spec.endpoint, "region": self._spec.region}
            options = {option: value for option, value in named.items() if value is not None}
            self._connected = fs.S3FileSystem(anonymous=self._spec.anonymous, **options)
        return self._connected


@contextmanager
def opened(filesystem: Any, path: str) -> Iterator[Any]:
    """The bytes of a file: decompressed as they come, or in any order where they are not compressed."""
    if path.endswith(".gz"):
        stream = filesystem.open_input_stream(path, compression="gzip")
    else:
        stream = filesystem.open_input_file(path)
    with stream:
        yield stream


@lru_cache(maxsize=16_384)
def _local_file(path: str, fixed: str, here: str) -> LogFile:
    """What a path says never changes, and a log of years is listed for every window."""
    stretch = named_stretch(Path(path).relative_to(fixed))
    return LogFile(path=str(Path(here, path)), name=str(Path(path)), stretch=stretch)


def _parts(path: str) -> list[str]:
    return path.split(os.sep)


def _bare(where: str, near: str, found: Collection[str], *, field: str) -> str:
    """Of many names a few, those first that are most like the one sought: it may have been misspelt."""
    sought = where.removeprefix(near).strip("/").partition("/")[0]
    names = sorted(found)
    if not has_magic(sought):
        names.sort(key=lambda name: -round(SequenceMatcher(None, sought, name).ratio(), 1))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    instead = f"{near} holds {', '.join(names[:_NAMED])}{more}" if names else f"{near} is empty"
    formats = ", ".join(SUFFIXES[: len(_PLAIN) + len(_ZIPPED)])
    return (
        f"{where}: no file of a log is there ({formats}); {instead}; mend `{field}` of the log in the model's file, "
        f"or bring the files back"
    )


def _holds_rows(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.startswith((".", "_"))


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether a glob names a path: `**` stands for any folders, anything else for one name."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(_matches(path[start:], pattern[1:]) for start in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])
