"""Files that are there whole or not at all, and trained models checked by SHA-256 before they are loaded."""

import hashlib
import io
import os
import pickle
import tempfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO, cast
from urllib.parse import unquote, urlsplit

from domain.errors import EvidenceUnavailable
from domain.ports import Predictor
from domain.training import Artifact

# What unpickling checked bytes raises where the model's own code or its libraries are not those it was saved with.
_UNLOADABLE = (
    pickle.PickleError,
    ImportError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    OSError,
    zlib.error,
)
# Serving processes may run as somebody else: a temporary file alone would be its owner's only.
_READABLE = 0o644


class FolderArtifacts:
    """Models that joblib saved, in a folder; implements `domain.ports.Artifacts`.

    An artifact's URI is a path relative to the folder, an absolute path, or a `file:` URL.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, artifact: Artifact) -> Predictor:
        """The model; its bytes are read each time, and unpickled only after they were found to be the recorded ones."""
        path = self._folder / _path_of(artifact.uri)
        payload = _read(path)
        found = hashlib.sha256(payload).hexdigest()
        if found != artifact.sha256:
            raise EvidenceUnavailable(
                f"{path}: its SHA-256 is {found}, not the recorded {artifact.sha256}; it was changed after training "
                f"and is not loaded; restore the file or train again"
            )
        return _unpickled(payload, path)


def write_whole(path: Path, payload: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, whatever happens to the writer.

    Raises EvidenceUnavailable when it cannot be written; the old one is still there then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            _fill(file, path, payload)
    except OSError as error:
        raise EvidenceUnavailable(
            f"{path}: cannot be written ({error.strerror}); see to the folder's rights and space"
        ) from error


def _fill(file: IO[bytes], path: Path, payload: bytes) -> None:
    try:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), _READABLE)
        os.replace(file.name, path)
    except OSError:
        Path(file.name).unlink(missing_ok=True)
        raise


def _path_of(uri: str) -> str:
    return unquote(urlsplit(uri).path) if uri.startswith("file:") else uri


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvidenceUnavailable(
            f"{path}: the model's file cannot be read ({error.strerror}); restore it or train again"
        ) from error


# The last two, by their bytes: champion and challenger score the same rows by turns.
@lru_cache(maxsize=2)
def _unpickled(payload: bytes, path: Path) -> Predictor:
    import joblib

    try:
        model = joblib.load(io.BytesIO(payload))
    except _UNLOADABLE as error:
        raise EvidenceUnavailable(
            f"{path}: the model cannot be loaded here ({type(error).__name__}: {error}); install the libraries it was "
            f"trained with and make its own modules importable"
        ) from error
    if not callable(getattr(model, "predict", None)):
        raise EvidenceUnavailable(f"{path}: a {type(model).__name__} has no predict method; train again")
    return cast(Predictor, model)
