"""The minutes after the question: what a person does is carried out at once, and the rest as every minute."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from driftwarden.demo.folder import MODEL
from driftwarden.live.six_weeks import act

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.audit import Audited
    from domain.ports import Ledger
    from driftwarden.live.scraping import Prometheus

_PAUSE_SECONDS = 0.3
_A_MINUTE = 60
_SEEN_WITHIN_SECONDS = 20


@dataclass(slots=True, kw_only=True)
class Attention:
    """Watches the audit for what people do; the reconciler is run after each of it, and once a minute."""

    ledger: Ledger
    project: Path
    _told: int = field(default=0)
    _heeded: int = field(default=0)
    _acted_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._told = self._heeded = self._entered()

    def news(self) -> Iterator[Audited]:
        """Everything that enters the audit, as it comes, for ever."""
        while True:
            yield from self.heed()
            time.sleep(_PAUSE_SECONDS)

    def heed(self) -> tuple[Audited, ...]:
        """Act on what has entered the audit since it was last acted upon; returns what was not told of yet."""
        # Counted before: what a person does while the reconciler runs may be too late for it, and is due the next time.
        entered = self._entered()
        if entered > self._heeded or time.monotonic() - self._acted_at > _A_MINUTE:
            act(self.project)
            self._heeded, self._acted_at = entered, time.monotonic()
        return self._news()

    def _entered(self) -> int:
        return len(self.ledger.audit.entries(MODEL))

    def _news(self) -> tuple[Audited, ...]:
        entries = self.ledger.audit.entries(MODEL)
        news, self._told = entries[self._told :], len(entries)
        return tuple(entry.entered for entry in news)


def champion_seen(prometheus: Prometheus, version: str) -> bool:
    """Whether Prometheus has scraped the version as champion, within some seconds."""
    until = time.monotonic() + _SEEN_WITHIN_SECONDS
    while time.monotonic() < until:
        found = prometheus.ask(f'driftwarden_champion_info{{model="{MODEL}"}} == 1')
        if version in {series.get("version") for series in found}:
            return True
        time.sleep(_PAUSE_SECONDS)
    return False
