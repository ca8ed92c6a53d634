"""What the app posts to a response address: https://docs.slack.dev/interactivity/handling-user-interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.local_slack.refusing import Refused, check_message

if TYPE_CHECKING:
    from driftwarden.local_slack.workspace import JSON, ResponseAddress, Workspace

_LIFETIME_SECONDS = 30 * 60


def answer_at(workspace: Workspace, address: str, said: JSON) -> tuple[int, str]:
    """Status and body of Slack's answer."""
    with workspace.lock:
        found = workspace.addresses.get(address)
        if found is None or workspace.seconds() - found.at > _LIFETIME_SECONDS:
            return 404, "expired_url"
        if found.uses_left == 0:
            return 404, "used_url"
        try:
            check_message(workspace, said)
        except Refused as refused:
            return 400, refused.error
        found.uses_left -= 1
        _take(workspace, found, said)
        workspace.changed()
    return 200, "ok"


def _take(workspace: Workspace, at: ResponseAddress, said: JSON) -> None:
    original = workspace.message(at.message)
    if said.get("replace_original") and original is not None:
        original.update({name: value for name, value in said.items() if name in {"text", "blocks"}})
        return
    ts = workspace.new_ts()
    if said.get("response_type") == "in_channel":
        workspace.messages.append({**said, "ts": ts, "channel_id": at.channel})
        return
    thread = (original.get("thread_ts") or original["ts"]) if original else None
    placed = {"user": at.user, "channel": at.channel, "ts": ts, **({"thread_ts": thread} if thread else {})}
    workspace.whispers.append(said | placed)
