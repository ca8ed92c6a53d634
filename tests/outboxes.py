"""What lies in an outbox, for tests that only ask what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.notices import Notice
    from domain.ports import Ledger


def on_its_way(ledger: Ledger) -> tuple[Notice, ...]:
    """Every notice that has neither arrived nor been given up, oldest first."""
    return tuple(each.notice for each in ledger.outbox.undelivered() if each.buried_at is None)
