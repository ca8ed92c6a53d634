"""From which account a command is given, whatever the environment says."""

from __future__ import annotations

import os
import pwd
import socket
from typing import TYPE_CHECKING

import pytest

from driftwarden import accounts
from driftwarden.accounts import account_of_this_machine

if TYPE_CHECKING:
    from pathlib import Path

ROOT = pwd.getpwuid(0).pw_name
NAMELESS = 1_000_680_000


@pytest.fixture(autouse=True)
def _pod_7(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "pod-7")


@pytest.mark.parametrize(
    ("noted", "runs_as", "account"),
    [
        ("0", NAMELESS, f"{ROOT}@pod-7"),
        ("4294967295", 0, f"{ROOT}@pod-7"),
        (None, 0, f"{ROOT}@pod-7"),
        ("not a number", 0, f"{ROOT}@pod-7"),
        (None, NAMELESS, "1000680000@pod-7"),
    ],
    ids=["logged in, then sudo", "nobody logged in", "not noted here", "not readable", "a user without a name"],
)
def test_an_account_is_who_logged_in_or_else_who_the_command_runs_as(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, noted: str | None, runs_as: int, account: str
) -> None:
    if noted is not None:
        (tmp_path / "loginuid").write_text(noted, "ascii")
    monkeypatch.setattr(accounts, "_LOGIN", tmp_path / "loginuid")
    monkeypatch.setattr(os, "getuid", lambda: runs_as)
    assert account_of_this_machine() == account


@pytest.mark.parametrize("name", ["USER", "LOGNAME", "LNAME", "USERNAME", "SUDO_USER", "HOSTNAME"])
def test_the_environment_makes_nobody_somebody_else(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = account_of_this_machine()
    monkeypatch.setenv(name, "grace")
    assert account_of_this_machine() == before
