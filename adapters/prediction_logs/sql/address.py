"""The URL of a database: secrets put in from the environment, and kept out of every message."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from adapters.prediction_logs.files import first_line
from domain.errors import EvidenceUnavailable

_VARIABLE = re.compile(r"\$\{(\w+)\}")
# The query keys of a database's URL whose values are secrets.
SECRET_KEYS = re.compile("pass|secret|token|key", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a database is: `dialled` and parsed as `url`, with its secrets; `name` as people may read it."""

    dialled: str = field(repr=False)
    url: URL = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """Kind, host and database: neither user nor password."""
        return f"{self.url.drivername}://{self.url.host or ''}/{self.url.database or ''}"

    def refusal(self, doing: str, error: Exception) -> EvidenceUnavailable:
        """What to raise for a driver's error: its first line, without a secret."""
        said = first_line(error)
        for secret in self.secrets:
            said = said.replace(secret, "***")
        return EvidenceUnavailable(f"{self.name}: {doing} ({said}); mend `log` in the model's file, or the database")

    def keeps_secret(self, error: BaseException) -> bool:
        """Whether a driver's own words can be shown beside ours."""
        return not any(secret in str(error) for secret in self.secrets)


def address_of(database: str, root: Path, environment: Mapping[str, str]) -> Address:
    """The address that the model's file gives; a relative SQLite file starts at `root`.

    A variable stands for one part of the URL, as it is, or for the whole of it. Raises EvidenceUnavailable for a
    variable that is not set and for what is no URL.
    """
    whole = _VARIABLE.fullmatch(database.strip())
    as_written = str if whole else partial(quote, safe="")
    filled = _VARIABLE.sub(lambda found: as_written(_looked_up(found.group(1), environment)), database).strip()
    try:
        url = make_url(filled)
    except (ArgumentError, ValueError):
        raise EvidenceUnavailable(
            "`database` of the log in the model's file is no URL once ${...} is filled in; write one such as "
            "postgresql://USER:${PASSWORD}@HOST/NAME or sqlite:///FILE"
        ) from None
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(root.absolute() / url.database))
    return Address(dialled=filled, url=url, secrets=tuple(_secrets(url, database, environment)))


def _looked_up(name: str, environment: Mapping[str, str]) -> str:
    if name not in environment:
        raise EvidenceUnavailable(
            f"${{{name}}} in `database` of the log in the model's file is not set; set {name} in the environment"
        )
    return environment[name]


def _secrets(url: URL, database: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Everything that must not be shown, longest first, as it is and as URLs write it."""
    plain = {environment[name] for name in _VARIABLE.findall(database)}
    plain |= {str(value) for key, value in url.query.items() if SECRET_KEYS.search(key)}
    plain |= {str(url.password)} if url.password else set()
    written = {way for secret in plain for way in (secret, quote(secret, safe=""), quote_plus(secret))}
    yield from sorted((secret for secret in written if secret), key=len, reverse=True)
