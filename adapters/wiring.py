"""Which adapter stands where: the only module that names them all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.apprise_messenger import AppriseMessenger
from adapters.artifacts import FolderArtifacts
from adapters.notices.linking import places_of
from adapters.prediction_logs.glancing import glance
from adapters.prediction_logs.opening import open_stored_log
from adapters.registries.folder import FolderRegistry
from adapters.settings import environment
from adapters.slack.file_messenger import FileMessenger
from adapters.storage import open_ledger
from domain.ports import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

    from adapters.prediction_logs.glancing import Glance
    from adapters.prediction_logs.spec import LogSpec
    from adapters.settings import Settings
    from domain.ports import Messenger, PredictionLog


@contextmanager
def open_world(settings: Settings, *, clock: Callable[[], datetime]) -> Iterator[World]:
    """The outside world as the settings describe it; its ledger is closed at the end."""
    ledger = open_ledger(settings.ledger_url)
    try:
        yield World(
            ledger=ledger,
            artifacts=FolderArtifacts(settings.artifacts),
            registry=FolderRegistry(settings.registry),
            messenger=open_messenger(settings, clock=clock),
        )
    finally:
        ledger.close()


def open_messenger(settings: Settings, *, clock: Callable[[], datetime]) -> Messenger:
    """Slack where there is a token, or the addresses for Apprise; without any, Slack's messages as files."""
    if settings.slack_token is not None:
        from adapters.slack.messenger import connect

        return connect(settings, clock=clock)
    if settings.apprise_urls is not None:
        addresses = settings.apprise_urls.get_secret_value().split()
        return AppriseMessenger(addresses, settings.messages, places=places_of(settings))
    return FileMessenger(settings.messages, places=places_of(settings))


def open_log(spec: LogSpec, *, root: Path, labels_mature_after: timedelta) -> PredictionLog:
    """The prediction log of one model; relative paths start at `root`."""
    return open_stored_log(spec, root, labels_mature_after=labels_mature_after, environment=environment())


def glance_at(spec: LogSpec, *, root: Path) -> Glance:
    """What the head of a log shows of its columns; relative paths start at `root`."""
    return glance(spec, root, environment=environment())


def open_feature_record(spec: LogSpec, *, root: Path) -> PredictionLog:
    """Another record of the same features, which need not hold predictions or labels."""
    return open_stored_log(spec, root, environment=environment(), features_only=True)
