"""The champion of each model as one small file that a serving process can read."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.artifacts import write_whole
from domain.errors import EvidenceUnavailable
from domain.training import Artifact

CHAMPION = "champion.json"


class Champion(BaseModel):
    """What `champion.json` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="The model's name.")
    version: str = Field(description="The version in force.")
    artifact: str = Field(description="Where the version's file lies; a relative path starts at the artifact folder.")
    sha256: str = Field(description="SHA-256 of that file, in hex: check it before loading.")


class FolderRegistry:
    """`<folder>/<model>/champion.json`, replaced in one step; implements `domain.ports.Registry`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def champion(self, model: str) -> str | None:
        """The version in force, or None; raises EvidenceUnavailable when the file cannot be read."""
        stored = self._stored(model)
        return stored.version if stored else None

    def put_in_force(self, model: str, version: str, artifact: Artifact) -> None:
        """Make the version the champion; doing it twice is the same as once.

        An unreadable file is replaced: what is to be in force is known here, and serving cannot use it anyway.
        """
        champion = Champion(model=model, version=version, artifact=artifact.uri, sha256=artifact.sha256)
        payload = (champion.model_dump_json(indent=2) + "\n").encode()
        path = self._path(model)
        if not _says(path, payload):
            write_whole(path, payload)

    def _path(self, model: str) -> Path:
        return self._folder / model / CHAMPION

    def _stored(self, model: str) -> Champion | None:
        path = self._path(model)
        try:
            return Champion.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise EvidenceUnavailable(
                f"{path}: cannot be read ({_told(error)}); restore it, or take it away and promote again"
            ) from error


def _says(path: Path, payload: bytes) -> bool:
    try:
        return path.read_bytes() == payload
    except OSError:
        return False


def _told(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}"
