"""One notice to one Apprise address, and what is said when it is not taken; Apprise is loaded only for that."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapters.apprise_refusals import MAIL_ERROR, Refused, refused
from adapters.plain_text import in_markdown, in_text
from domain.digests import digest
from domain.notices import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.notices import Notice

_MAIL = ("mailto", "mailtos")
_LOGGERS = ("apprise", "urllib3", "requests")


def send(notice: Notice, title: str, address: str) -> Refused | None:
    """Send it as text, or as Markdown where the service takes that; returns what stood in the way."""
    from apprise import Apprise, NotifyFormat

    service = _opened(address)
    if scheme(address) in _MAIL:
        service.headers.update(_of_one_thread(notice))
    is_markdown = service.notify_format is NotifyFormat.MARKDOWN
    sender = Apprise()
    sender.add(service)
    write = in_markdown if is_markdown else in_text
    with _heard_alone() as heard:
        taken = sender.notify(
            title=title,
            body=write(notice, under=title),
            body_format=NotifyFormat.MARKDOWN if is_markdown else NotifyFormat.TEXT,
            notify_type=_loudness(notice),
            attach=_picture(notice),
        )
    return None if taken else refused(heard)


def can_be_read(address: str) -> bool:
    """Whether Apprise knows the service and finds everything that it needs."""
    return _opened(address) is not None


def scheme(address: str) -> str:
    """The part of an address that is no secret.

    >>> scheme("mailtos://ada:secret@example.com"), scheme("secret")
    ('mailtos', 'no scheme')
    """
    name, mark, _ = address.partition("://")
    return name if mark and name.isalnum() else "no scheme"


def _opened(address: str) -> Any:
    from apprise import Apprise

    with _heard_alone():
        return Apprise.instantiate(address)


def _of_one_thread(notice: Notice) -> dict[str, str]:
    """Mail programs thread by what messages refer to: an id of the incident, though no message has it."""
    incident = f"<{digest('thread', notice.thread)}@driftwarden>"
    return {"References": incident, "In-Reply-To": incident}


def _loudness(notice: Notice) -> Any:
    from apprise import NotifyType

    if notice.resolves:
        return NotifyType.SUCCESS
    loud = {Severity.INFO: NotifyType.INFO, Severity.WARNING: NotifyType.WARNING, Severity.CRITICAL: NotifyType.FAILURE}
    return loud[notice.severity]


def _picture(notice: Notice) -> Any:
    """The chart as an attachment, which services that take none leave out; None without one."""
    if notice.chart is None:
        return None
    from apprise import AppriseAttachment
    from apprise.attachment.memory import AttachMemory

    from adapters.slack.charts import draw_png

    memory: Any = AttachMemory  # Untyped in a typed library.
    return AppriseAttachment([memory(content=draw_png(notice.chart), name="chart.png", mimetype="image/png")])


@contextmanager
def _heard_alone() -> Iterator[list[str]]:
    """What is logged meanwhile, kept from every log: Apprise's lines, and those of what it uses, hold addresses."""
    heard = _Heard()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(logger.propagate, logger.handlers, logger.level) for logger in loggers]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [heard]
    # Why a mail was refused is logged for those who look for defects only.
    loggers[0].setLevel(logging.DEBUG)
    try:
        yield heard.lines
    finally:
        for logger, (propagate, handlers, level) in zip(loggers, before, strict=True):
            logger.propagate, logger.handlers = propagate, handlers
            logger.setLevel(level)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, if it is a warning or says why a mail was refused: others hold what the message says."""
        if record.levelno >= logging.WARNING or str(record.msg).startswith(MAIL_ERROR):
            self.lines.append(record.getMessage())
