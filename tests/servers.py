"""Real servers for tests, each started in a folder of its own and stopped at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
_NOBODY = 65534
# Nothing here outlives the test, so nothing is waited for; an odd time zone shows who forgets that it is not UTC.
_OPTIONS = ("-F", "-h ''", "-c timezone=Asia/Kathmandu", "-c synchronous_commit=off", "-c max_connections=100")


class ServerMissing(Exception):
    """The server's programs are not installed; the text says which were looked for, and where."""


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """A PostgreSQL server on a Unix socket; gives the URL of its one database.

    Raises ServerMissing where PostgreSQL is not installed.
    """
    programs = _postgres_programs()
    # Not pytest's own folder: PostgreSQL refuses root, and whom we become must be able to enter.
    with tempfile.TemporaryDirectory(prefix="driftwarden-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user = _as_unprivileged(folder)
        data, log = folder / "data", folder / "log"
        _run(
            *as_user, str(programs / "initdb"), "-D", str(data), "-U", "driftwarden", "-A", "trust", "-N", "-E", "UTF8"
        )
        control = (*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w", "-s")
        _run(*control, "-l", str(log), "-o", " ".join([*_OPTIONS, f"-k {folder}"]), "start")
        try:
            yield f"postgresql+psycopg://driftwarden@/postgres?host={folder}"
        finally:
            _run(*control, "-m", "immediate", "stop")


def emptied(url: str) -> str:
    """The same database without a table in it, which is ten times faster than a new one."""
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


def _postgres_programs() -> Path:
    versions = sorted(_DEBIAN.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = versions[0] if versions else shutil.which("pg_ctl")
    if found is None:
        raise ServerMissing(f"PostgreSQL is not installed: no pg_ctl in {_DEBIAN}/*/bin or on PATH")
    return Path(found).resolve().parent


def _as_unprivileged(folder: Path) -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        raise ServerMissing("PostgreSQL refuses to run as root, and there is no setpriv to become somebody else")
    os.chown(folder, _NOBODY, _NOBODY)
    return "setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"


def _run(*command: str) -> None:
    # To a file, not to a pipe: the server inherits it, and a pipe would stay open as long as the server lives.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False, cwd="/")
        output.seek(0)
        if done.returncode != 0:
            raise RuntimeError(f"{command} ended with {done.returncode}: {output.read().decode()}")
