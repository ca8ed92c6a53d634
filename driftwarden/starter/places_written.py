"""Where a log lies, as the model's file is to say it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from adapters.prediction_logs.spec import S3
from adapters.prediction_logs.sql.address import SECRET_KEYS
from adapters.settings import environment
from domain.errors import InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import URL

PASSWORD = "${LOG_PASSWORD}"


def is_database(log: str) -> bool:
    """Whether it is the URL of a database, and no path, glob or place on S3."""
    return "://" in log and not log.startswith(S3)


def s3_endpoint() -> str | None:
    """The service that stands in for AWS's own, as AWS's tools read it from the environment."""
    known = environment()
    return known.get("AWS_ENDPOINT_URL_S3") or known.get("AWS_ENDPOINT_URL")


def as_written(log: str, folder: Path) -> str:
    """A path or glob from the project's folder where it lies inside, else from the root; s3:// as it is."""
    if log.startswith(S3):
        return log
    path = Path(log).absolute()
    inside = path.is_relative_to(folder.absolute())
    return str(path.relative_to(folder.absolute())) if inside else str(path)


def database_written(url: str) -> str:
    """The URL without its password, which is looked up in the environment; a SQLite file from the root.

    Raises InvalidDocument for what is no URL, and for a secret that is written out in its query.

    >>> database_written("postgresql://ada:secret@db/shop")
    'postgresql://ada:${LOG_PASSWORD}@db/shop'
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise InvalidDocument(["--from is no URL of a database; write one such as sqlite:///FILE"]) from None
    if written_out := [*_secrets_written_out(parsed)]:
        raise InvalidDocument(written_out)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return f"sqlite:////{str(Path(parsed.database).absolute()).lstrip('/')}"
    if parsed.password is None or "${" in str(parsed.password):
        return url
    return parsed.set(password="PASSWORD").render_as_string(hide_password=False).replace(":PASSWORD@", f":{PASSWORD}@")


def _secrets_written_out(url: URL) -> Iterator[str]:
    """What to write in place of each secret in the query, which would land in the model's file as it is."""
    for key, value in url.query.items():
        if SECRET_KEYS.search(key) and "${" not in str(value):
            variable = f"LOG_{re.sub(r'[^A-Z0-9]+', '_', key.upper())}"
            yield f"--from: write `{key}=${{{variable}}}` and set {variable}, so that no secret is written down"
