"""Where a message lies in Slack, as the one text that the outbox keeps."""

from __future__ import annotations

from dataclasses import dataclass

_SEPARATOR = "/"
_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The channel's id and the message's `ts`, which is what chat.update asks for, and the file of its chart."""

    channel: str
    ts: str
    file: str | None = None

    def __str__(self) -> str:
        return _SEPARATOR.join(filter(None, (self.channel, self.ts, self.file)))


def read_receipt(receipt: str | None) -> Receipt | None:
    """The place that a receipt names; None for another messenger's, from before Slack was set up.

    >>> read_receipt("C0MODELS/1365379200.000100/F07CHART")
    Receipt(channel='C0MODELS', ts='1365379200.000100', file='F07CHART')
    >>> read_receipt("0f3a9c") is None
    True
    """
    parts = (receipt or "").split(_SEPARATOR)
    if len(parts) < _LEAST:
        return None
    return Receipt(channel=parts[0], ts=parts[1], file=parts[2] if len(parts) > _LEAST else None)
