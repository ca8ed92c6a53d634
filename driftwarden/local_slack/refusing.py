"""What Slack refuses, in Slack's own words: https://docs.slack.dev/reference/methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack.limits import check_blocks
from adapters.slack.limits import check_view as check_view_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.local_slack.workspace import JSON, Channel, Workspace

_LONGEST_TEXT = 40_000
_TRIGGER_SECONDS = 3.0


class Refused(Exception):
    """Slack says no: `error` is its short name, `details` are its sentences, `more` what else the answer holds."""

    def __init__(self, error: str, *details: str, more: JSON | None = None) -> None:
        self.error = error
        self.details = list(details)
        self.more = more or {}
        super().__init__(error)

    def answer(self) -> JSON:
        """The body of the answer."""
        told = {"errors": self.details, "response_metadata": {"messages": self.details}} if self.details else {}
        return {"ok": False, "error": self.error, **told, **self.more}


def channel_of(workspace: Workspace, named: Any) -> Channel:
    """The channel, if the app may write there."""
    channel = workspace.channel(named)
    if channel is None:
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def check_message(workspace: Workspace, arguments: JSON) -> None:
    """Text and blocks of a message, new or changed."""
    if not arguments.get("text") and not arguments.get("blocks"):
        raise Refused("no_text")
    if len(arguments.get("text") or "") > _LONGEST_TEXT:
        raise Refused("msg_too_long")
    blocks = arguments.get("blocks") or []
    problems = [*(check_blocks(blocks) if blocks else ()), *_pictures(workspace, blocks)]
    if problems:
        raise Refused("invalid_blocks", *(f"[ERROR] {problem}" for problem in problems))


def check_thread(workspace: Workspace, parent: str | None) -> None:
    """Answers belong below a message that is no answer itself."""
    if not parent:
        return
    found = workspace.message(parent)
    if found is None or found.get("thread_ts"):
        raise Refused("thread_not_found")


def check_view(workspace: Workspace, view: Any, *, kind: str) -> None:
    """A modal or a home tab."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise Refused("invalid_arguments", f"[ERROR] must be a view of type {kind} [json-pointer:/view/type]")
    problems = [*check_view_parts(view), *_pictures(workspace, view.get("blocks") or [])]
    if problems:
        raise Refused("invalid_arguments", *(f"[ERROR] {problem}" for problem in problems))


def take_trigger(workspace: Workspace, trigger_id: str | None) -> str:
    """Who made the gesture that this trigger came from; it is used up."""
    trigger = workspace.triggers.get(trigger_id or "")
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.is_used:
        raise Refused("exchanged_trigger_id")
    if workspace.seconds() - trigger.at > _TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    trigger.is_used = True
    return trigger.user


def _pictures(workspace: Workspace, blocks: list[JSON]) -> Iterator[str]:
    for at, block in enumerate(blocks):
        wanted = block.get("slack_file") or {}
        if not wanted:
            continue
        file = workspace.files.get(wanted.get("id", ""))
        if file is None or not file.is_processed:
            yield f"invalid slack file [json-pointer:/blocks/{at}/slack_file]"
