"""What Apprise's log says of a message that was not taken, in our own words: its own may hold parts of addresses."""

from __future__ import annotations

import re
from ast import literal_eval
from dataclasses import dataclass

# Apprise tells a status only by its log: "Failed to send JSON POST notification: Unauthorized, error=401."
_STATUS = re.compile(r"error=(\d{3})")
_TOO_MANY, _SERVER_ERRORS = 429, 500
_REMEDIES = {
    401: "mend its user and password",
    403: "mend its user and password",
    404: "mend its path",
    410: "mend its path",
    413: "it takes shorter messages only: append overflow=split to the address",
}
# Of mail it logs what smtplib raised: a server's code and answer, and for recipients those of each.
MAIL_ERROR = "Socket Exception: "
_FOR_GOOD = 500
_MAIL_REMEDIES = {
    **dict.fromkeys((530, 534, 535, 538), "mend its user and password"),
    552: "its mailbox is full, or the mail too long for it: the mail server's log says which",
}
_NO_STARTTLS = "STARTTLS extension not supported by server."
_NO_LOGIN = {
    "SMTP AUTH extension not supported by server.",
    "No suitable authentication method found.",
}
_AGAIN = "the outbox tries again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an address did not take a message, in our own words; what is no outage, a person has to mend."""

    why: str
    is_outage: bool


def refused(heard: list[str]) -> Refused:
    """What the log of one try says: a webhook's status, a mail server's answer, or nothing that can be told apart.

    >>> refused(["Failed to send JSON POST notification: Unauthorized, error=401."]).why
    'answered 401; mend its user and password'
    >>> refused(["Socket Exception: {'bob@example.com': (550, b'unknown')}"]).why
    'answered 550; mend its recipients (to=)'
    """
    for line in heard:
        found = _by_mail(line.removeprefix(MAIL_ERROR)) if line.startswith(MAIL_ERROR) else _by_status(line)
        if found is not None:
            return found
    return Refused(why=f"cannot be reached or did not take the message; {_AGAIN}", is_outage=True)


def _by_status(line: str) -> Refused | None:
    found = _STATUS.search(line)
    if found is None:
        return None
    status = int(found[1])
    is_outage = status == _TOO_MANY or status >= _SERVER_ERRORS
    return _answered(status, _AGAIN if is_outage else _REMEDIES.get(status, "mend the address"), is_outage=is_outage)


def _by_mail(error: str) -> Refused | None:
    """A code from 500 on is a mail server's last word (RFC 5321, 4.2.1); one below it passes."""
    if error == _NO_STARTTLS:
        return Refused(why="its mail server offers no STARTTLS; mend its port or its mode=", is_outage=False)
    if error in _NO_LOGIN:
        return Refused(why="its mail server takes no such login; mend its user and password", is_outage=False)
    answers, remedy = _answers(error)
    if not answers:
        return None
    passing = next((code for code in answers if code < _FOR_GOOD), None)
    if passing is not None:
        return _answered(passing, _AGAIN, is_outage=True)
    return _answered(answers[0], _MAIL_REMEDIES.get(answers[0], remedy), is_outage=False)


def _answers(error: str) -> tuple[list[int], str]:
    """The codes in the text of one of smtplib's exceptions, and what to mend; none for any other text."""
    try:
        said = literal_eval(error)
    except (ValueError, SyntaxError):
        return [], ""
    match said:
        case dict():
            return [code for code, _ in said.values()], "mend its recipients (to=)"
        case (int(code), bytes(), str()):
            return [code], "mend its sender (from=)"
        case (int(code), bytes()):
            return [code], "the mail server's log says why"
    return [], ""


def _answered(status: int, remedy: str, *, is_outage: bool) -> Refused:
    return Refused(why=f"answered {status}; {remedy}", is_outage=is_outage)
