"""What somebody did, understood: whether it changes anything, how it is done, and what is said of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.slack import replies
from adapters.slack.clicks import Command, Press, Submission, read_command, read_press, read_submission
from adapters.slack.kept import Kind
from domain.errors import EvidenceUnavailable, NotUnderstood
from gateway.people import commands, pressed, submitted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapters.slack.clicks import Where
    from gateway.people.desk import Desk

    Body = Mapping[str, Any]

_Read = TypeVar("_Read", Press, Submission, Command)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What somebody did, and where. `acts` is whether a change is asked for, and not only something to see.

    `do` returns the sentence for who did it, None where something else is shown; it raises NotUnderstood for what
    cannot be read, to which `not_understood` is said, and EvidenceUnavailable.
    """

    where: Where
    acts: bool
    do: Callable[[Desk], str | None]
    not_understood: str


def understood(kind: Kind, body: Body, *, signed_at: datetime | None, received_at: datetime) -> Doing:
    """What Slack's payload says; raises InvalidDocument for one that cannot be read.

    What names it is the moment that Slack signed (or, of what is sent again, that of the first time), else the one that
    the payload says, else that of receiving it.
    """
    return _READ[kind](body, signed_at, received_at)


def done(desk: Desk, doing: Doing) -> str | None:
    """Do it; returns the sentence for who did it, whatever went wrong: nobody is left without an answer.

    Raises EvidenceUnavailable, which trying again may mend.
    """
    try:
        return doing.do(desk)
    except NotUnderstood as error:
        _log.warning("a gesture of %s was not understood: %s", doing.where.user, error)
        return doing.not_understood
    except EvidenceUnavailable:
        raise
    except Exception:  # noqa: BLE001 - the outermost line of a gesture: whoever made it is told, whatever went wrong.
        _log.exception("a gesture of %s came to nothing", doing.where.user)
        return replies.BROKEN


def _press(body: Body, signed_at: datetime | None, received_at: datetime) -> Doing:
    press = _named(read_press(body, signed_at), received_at)
    return Doing(
        where=press.where,
        acts=pressed.acts(press),
        do=lambda desk: pressed.do(desk, press),
        not_understood=replies.NO_CLICK,
    )


def _submission(body: Body, signed_at: datetime | None, received_at: datetime) -> Doing:
    submission = submitted.placed(_named(read_submission(body, signed_at), received_at))
    return Doing(
        where=submission.where,
        acts=True,
        do=lambda desk: submitted.do(desk, submission),
        not_understood=replies.NO_FORM,
    )


def _command(body: Body, signed_at: datetime | None, received_at: datetime) -> Doing:
    command = _named(read_command(body, signed_at), received_at)
    return Doing(
        where=command.where,
        acts=commands.acts(command),
        do=lambda desk: commands.do(desk, command),
        not_understood=commands.HELP,
    )


def _named(read: _Read, received_at: datetime) -> _Read:
    return replace(read, where=replace(read.where, sent_at=read.where.sent_at or received_at))


_READ: dict[Kind, Callable[[Body, datetime | None, datetime], Doing]] = {
    Kind.PRESS: _press,
    Kind.FORM: _submission,
    Kind.COMMAND: _command,
}
