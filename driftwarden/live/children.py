"""Programs beside this one: started, waited for, and stopped with it whatever happens."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_READY_SECONDS = 90
_STOP_SECONDS = 10
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A started program, which answers at `ready` once it is up; what it says is in `log`."""

    process: subprocess.Popen[bytes]
    ready: str
    log: Path

    def wait(self) -> None:
        """Wait until it is up; raises EvidenceUnavailable when it ends or stays silent instead."""
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if _answers(self.ready):
                return
            time.sleep(_PAUSE_SECONDS)
        raise EvidenceUnavailable(f"{self.ready} does not answer; {self.log} says why")

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        self.process.terminate()
        try:
            self.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(command: Sequence[str], *, ready: str, log: Path) -> Iterator[Child]:
    """A program for the length of the block; nobody waits until it is up.

    It is in a session of its own, so that Ctrl-C reaches only us, and we stop it in order.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, start_new_session=True)
        child = Child(process=process, ready=ready, log=log)
        try:
            yield child
        finally:
            child.stop()


def free_port(wished: int) -> int:
    """The port, or any free one where somebody listens there already."""
    for port in (wished, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as listening:
                return int(listening.getsockname()[1])
        except OSError:
            continue
    raise EvidenceUnavailable("no port on 127.0.0.1 can be listened on; see to this machine's limits")


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=1, trust_env=False).is_success
    except httpx.TransportError:
        return False
