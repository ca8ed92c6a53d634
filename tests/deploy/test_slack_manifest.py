"""The Slack app's manifest asks for what Driftwarden needs, and for nothing else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from driftwarden.local_slack.methods import SCOPES
from gateway.people import commands

FILE = Path(__file__).parents[2] / "deploy" / "slack" / "manifest.yaml"
# What the local Slack knows besides: Driftwarden never asks for it.
NOT_CALLED = {"conversations.info", "users.info"}
# Scopes of no method of its own: the slash command, private channels, and what is written into a message unseen.
BESIDES = {"commands", "groups:history", "groups:read", "metadata.message:read"}


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_every_scope_that_is_needed_is_asked_for_and_no_other(manifest: Any) -> None:
    needed = {scope for method, scope in SCOPES.items() if method not in NOT_CALLED}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed | BESIDES


def test_buttons_the_command_and_the_home_tab_are_on(manifest: Any) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert manifest["features"]["app_home"]["home_tab_enabled"]
    (command,) = manifest["features"]["slash_commands"]
    assert f"`{command['command']} " in commands.HELP
