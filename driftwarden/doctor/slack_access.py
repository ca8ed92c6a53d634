"""Whether Slack takes our token, and whether clicks find their way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.settings import Settings
from driftwarden.doctor.findings import Finding, not_known, to_mend, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.doctor.findings import Examined

_ABOUT = "Slack"


def token(examined: Examined) -> Iterator[Finding]:
    """Ask Slack who we are."""
    from http.client import HTTPException

    from slack_sdk.errors import SlackApiError, SlackClientError

    from adapters.slack.messenger import open_client

    settings = Settings().inside(examined.project.folder)
    if settings.slack_token is None:
        instead = "Apprise" if settings.apprise_urls else str(settings.messages / "slack.html")
        yield not_known(_ABOUT, f"no token is set; people are told by way of {instead}")
        return
    try:
        us = open_client(settings.slack_token.get_secret_value(), base_url=str(settings.slack_base_url)).auth_test()
    except SlackApiError as error:
        yield to_mend(
            _ABOUT,
            f"refuses the token: {error.response.get('error')}",
            "set DRIFTWARDEN_SLACK_TOKEN to the app's bot token",
        )
    except (SlackClientError, OSError, HTTPException, ValueError) as error:
        yield to_mend(
            _ABOUT, f"cannot be reached: {error}", "look at the network; messages wait and come in their order"
        )
    else:
        yield well(_ABOUT, f"takes the token: {us.get('user')} in {us.get('team')}, channel {settings.slack_channel}")


def doors(examined: Examined) -> Iterator[Finding]:
    """Whether there is a door by which clicks can come."""
    settings = Settings().inside(examined.project.folder)
    if settings.slack_token is None:
        return
    open_doors = [
        *(["HTTP (its signing secret is set)"] if settings.slack_signing_secret else []),
        *(["Socket Mode (its app token is set)"] if settings.slack_app_token else []),
    ]
    if open_doors:
        yield well("Slack's clicks", f"come by {' and '.join(open_doors)}, to `driftwarden metrics{examined.option}`")
    else:
        yield to_mend(
            "Slack's clicks",
            "have no way back, so no button works",
            "set DRIFTWARDEN_SLACK_APP_TOKEN (Socket Mode) or DRIFTWARDEN_SLACK_SIGNING_SECRET (HTTP), and run "
            f"`driftwarden metrics{examined.option}`",
        )
