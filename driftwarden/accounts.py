"""From which account a command is given: what the system has on record, whatever `--by` or the environment say."""

from __future__ import annotations

import os
import pwd
import socket
from pathlib import Path

# Linux notes who logged in, and neither sudo nor su changes it; the highest number says that nobody did.
_LOGIN = Path("/proc/self/loginuid")
_NOBODY = 2**32 - 1


def account_of_this_machine() -> str:
    """The user and the machine: `ada@laptop`; a user without a name is `1000680000@pod-7`.

    It is who logged in, where the system notes that, or else who the command runs as.
    """
    uid = _logged_in()
    return f"{_name_of(os.getuid() if uid is None else uid)}@{socket.gethostname()}"


def _logged_in() -> int | None:
    try:
        noted = int(_LOGIN.read_text("ascii"))
    except (OSError, ValueError):
        return None
    return None if noted == _NOBODY else noted


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
