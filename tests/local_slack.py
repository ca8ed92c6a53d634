"""The local Slack under the names that tests know."""

from driftwarden.local_slack.server import LocalSlack, local_slack, serving
from driftwarden.local_slack.workspace import APP_TOKEN, CHANNEL_ID, CHANNEL_NAME, GROUP_ID, SIGNING_SECRET, TOKEN

__all__ = [
    "APP_TOKEN",
    "CHANNEL_ID",
    "CHANNEL_NAME",
    "GROUP_ID",
    "SIGNING_SECRET",
    "TOKEN",
    "LocalSlack",
    "local_slack",
    "serving",
]
