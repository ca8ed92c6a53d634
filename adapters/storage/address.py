"""The ledger's URL: which databases are taken, and how one is named without its password."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import EvidenceUnavailable, InvalidDocument

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_EXAMPLES = "sqlite:///.driftwarden/ledger.db or postgresql+psycopg://user:password@host/database"


def parse_address(url: str) -> URL:
    """Read a ledger's URL; raises InvalidDocument for one that no ledger can live at."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InvalidDocument(
            [f"environment: DRIFTWARDEN_LEDGER_URL: this is no database URL; write {_EXAMPLES}"]
        ) from error
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise InvalidDocument(
            [f"environment: DRIFTWARDEN_LEDGER_URL: no ledger on {address.drivername}; write {_EXAMPLES}"]
        )
    if driver.startswith("sqlite") and address.database in {None, "", ":memory:"}:
        raise InvalidDocument(
            [f"environment: DRIFTWARDEN_LEDGER_URL: a ledger in memory forgets everything; write {_EXAMPLES}"]
        )
    return address.set(drivername=driver)


def is_there(url: str) -> bool:
    """Whether there may be a ledger already: a file of SQLite's that is missing would be made by opening it.

    Raises InvalidDocument as `parse_address` does.
    """
    address = parse_address(url)
    return not address.drivername.startswith("sqlite") or Path(str(address.database)).is_file()


def name_of(address: URL) -> str:
    """The URL as people may see it, without its password.

    >>> name_of(parse_address("postgresql://ada:secret@db/ledger?sslpassword=secret"))
    'postgresql+psycopg://ada:***@db/ledger?sslpassword=hidden'
    """
    hidden = {key: "hidden" for key in address.query if "password" in key}
    return address.update_query_dict(hidden).render_as_string(hide_password=True)


def without_secrets(text: str, address: URL) -> str:
    """The text (a driver's complaint, say) with every password of the URL blotted out."""
    queried = [value for key, value in address.query.items() if "password" in key]
    for secret in (address.password, *queried):
        if isinstance(secret, str) and secret:
            text = text.replace(secret, "***")
    return text


def make_room(address: URL) -> None:
    """Create the folder that a SQLite file is to lie in; raises EvidenceUnavailable where it cannot be."""
    if not address.drivername.startswith("sqlite"):
        return
    folder = Path(address.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "make it writable, or set DRIFTWARDEN_LEDGER_URL to another place"
        raise EvidenceUnavailable(f"ledger {name_of(address)}: no folder {folder}: {error}; {remedy}") from error
