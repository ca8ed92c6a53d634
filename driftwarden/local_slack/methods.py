"""Slack's Web API, as much of it as Driftwarden calls: one function a method, one line a method in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.local_slack import files, views
from driftwarden.local_slack.refusing import Refused, channel_of, check_message, check_thread
from driftwarden.local_slack.workspace import BOT_ID, TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from driftwarden.local_slack.workspace import JSON, Workspace

    Method = Callable[[Workspace, JSON], JSON]


def post_message(workspace: Workspace, arguments: JSON) -> JSON:
    """chat.postMessage: to a channel by id or present name, or to a person."""
    person = arguments.get("channel")
    channel_id = f"D{person}" if person in workspace.people else channel_of(workspace, person).id
    check_thread(workspace, arguments.get("thread_ts"))
    check_message(workspace, arguments)
    ts = workspace.new_ts()
    workspace.messages.append({**arguments, "ts": ts, "user": BOT_ID, "channel_id": channel_id})
    return {"channel": channel_id, "ts": ts, "message": {"ts": ts, "text": arguments.get("text", "")}}


def update(workspace: Workspace, arguments: JSON) -> JSON:
    """chat.update: by the channel's id only; what is not given stays."""
    if arguments.get("channel") not in workspace.channels and not str(arguments.get("channel")).startswith("DU"):
        raise Refused("channel_not_found")
    found = workspace.message(arguments.get("ts"))
    if found is None:
        raise Refused("message_not_found")
    check_message(workspace, arguments)
    found.update({name: value for name, value in arguments.items() if name not in {"channel", "ts"}})
    found["edited"] = workspace.new_ts()
    return {"channel": found["channel_id"], "ts": found["ts"], "text": found.get("text", "")}


def post_ephemeral(workspace: Workspace, arguments: JSON) -> JSON:
    """chat.postEphemeral: for one person who is in the channel."""
    channel = channel_of(workspace, arguments.get("channel"))
    if arguments.get("user") not in channel.members:
        raise Refused("user_not_in_channel")
    check_message(workspace, arguments)
    ts = workspace.new_ts()
    workspace.whispers.append({**arguments, "ts": ts})
    return {"message_ts": ts}


def history(workspace: Workspace, arguments: JSON) -> JSON:
    """conversations.history: what is no answer in a thread, newest first, within `oldest` and `latest`."""
    channel = channel_of(workspace, arguments.get("channel"))
    own = [m for m in reversed(workspace.messages) if m["channel_id"] == channel.id and not m.get("thread_ts")]
    return _paged(_within(own, arguments), arguments, "messages")


def replies(workspace: Workspace, arguments: JSON) -> JSON:
    """conversations.replies: a message and the answers to it, oldest first."""
    channel_of(workspace, arguments.get("channel"))
    parent = arguments.get("ts")
    if workspace.message(parent) is None:
        raise Refused("thread_not_found")
    thread = [m for m in workspace.messages if parent in {m["ts"], m.get("thread_ts")}]
    return _paged(_within(thread, arguments), arguments, "messages")


def members(workspace: Workspace, arguments: JSON) -> JSON:
    """conversations.members: in pages."""
    return _paged(list(channel_of(workspace, arguments.get("channel")).members), arguments, "members")


def conversation_info(workspace: Workspace, arguments: JSON) -> JSON:
    """conversations.info: by id only."""
    channel = workspace.channels.get(str(arguments.get("channel")))
    if channel is None:
        raise Refused("channel_not_found")
    return {"channel": {"id": channel.id, "name": channel.name, "is_archived": channel.is_archived}}


def group_members(workspace: Workspace, arguments: JSON) -> JSON:
    """usergroups.users.list."""
    found = workspace.groups.get(str(arguments.get("usergroup")))
    if found is None:
        raise Refused("no_such_subteam")
    return {"users": list(found)}


def user_info(workspace: Workspace, arguments: JSON) -> JSON:
    """users.info."""
    name = workspace.people.get(str(arguments.get("user")))
    if name is None:
        raise Refused("user_not_found")
    return {"user": {"id": arguments["user"], "name": name, "real_name": name.title(), "is_bot": False}}


def auth_test(_workspace: Workspace, _arguments: JSON) -> JSON:
    """auth.test."""
    who = {"team": "local", "team_id": TEAM_ID, "user": "driftwarden", "user_id": BOT_ID, "bot_id": "B0BOT"}
    return {"url": "https://local.slack.com/", **who}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
    "conversations.history": history,
    "conversations.info": conversation_info,
    "conversations.members": members,
    "conversations.replies": replies,
    "files.completeUploadExternal": files.complete,
    "files.getUploadURLExternal": files.begin,
    "files.info": files.tell,
    "usergroups.users.list": group_members,
    "users.info": user_info,
    "views.open": views.open_modal,
    "views.publish": views.publish,
    "views.update": views.update,
}

# https://docs.slack.dev/reference/scopes; a method that is not listed needs none.
SCOPES = {
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.members": "channels:read",
    "conversations.replies": "channels:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
}


def _within(messages: list[JSON], arguments: JSON) -> list[JSON]:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    shown = [message for message in messages if oldest < float(message["ts"]) <= latest]
    if str(arguments.get("include_all_metadata", "")).lower() in {"1", "true"}:
        return shown
    return [{name: value for name, value in message.items() if name != "metadata"} for message in shown]


def _paged(items: list[JSON] | list[str], arguments: JSON, name: str) -> JSON:
    start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
    more = str(start + limit) if start + limit < len(items) else ""
    page = items[start : start + limit]
    return {name: page, "has_more": bool(more), "response_metadata": {"next_cursor": more}}
