"""Processes of their own for parts of a test, each forked from one that has imported the slow libraries already."""

from __future__ import annotations

from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

_SECONDS = 120

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.flows.stories", "tests.flows.warmed_up"])


def run_in_a_process(do: Callable[..., object], *arguments: object) -> int:
    """Do it in a fresh process; returns its exit code, which is minus the signal for one that was killed."""
    return exit_code(started(do, *arguments))


def started(do: Callable[..., object], *arguments: object) -> BaseProcess:
    """A process that has begun to do it."""
    process = PROCESSES.Process(target=do, args=arguments)
    process.start()
    return process


def exit_code(process: BaseProcess) -> int:
    """Wait for the end of a process; one that does not end in two minutes is ended, and fails the test."""
    process.join(_SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError(f"{process.name} had not ended after {_SECONDS} seconds")
    return process.exitcode
