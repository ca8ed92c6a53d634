"""Modals and home tabs: https://docs.slack.dev/surfaces/modals and /surfaces/app-home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.local_slack.refusing import Refused, check_view, take_trigger

if TYPE_CHECKING:
    from driftwarden.local_slack.workspace import JSON, Workspace


def open_modal(workspace: Workspace, arguments: JSON) -> JSON:
    """views.open: within three seconds of a gesture, once."""
    user = take_trigger(workspace, arguments.get("trigger_id"))
    check_view(workspace, arguments.get("view"), kind="modal")
    return {"view": _kept(workspace, arguments["view"], user)}


def update(workspace: Workspace, arguments: JSON) -> JSON:
    """views.update: a modal that is still open, and that nobody changed since `hash`."""
    found = workspace.views.get(str(arguments.get("view_id")))
    if found is None:
        raise Refused("not_found")
    if arguments.get("hash") not in {None, "", found["hash"]}:
        raise Refused("hash_conflict")
    check_view(workspace, arguments.get("view"), kind="modal")
    replace(workspace, found, arguments["view"])
    return {"view": found}


def publish(workspace: Workspace, arguments: JSON) -> JSON:
    """views.publish: a person's home tab."""
    user = str(arguments.get("user_id"))
    if user not in workspace.people:
        raise Refused("user_not_found")
    check_view(workspace, arguments.get("view"), kind="home")
    serial = workspace.serial()
    workspace.homes[user] = {**arguments["view"], "id": f"V0{serial:06d}", "hash": str(serial), "user": user}
    return {"view": workspace.homes[user]}


def replace(workspace: Workspace, found: JSON, view: JSON) -> None:
    """Show something else in an open modal."""
    kept = {"id": found["id"], "user": found["user"], "hash": str(workspace.serial())}
    found.clear()
    found.update(view | kept)


def _kept(workspace: Workspace, view: JSON, user: str) -> JSON:
    serial = workspace.serial()
    kept = {**view, "id": f"V0{serial:06d}", "hash": str(serial), "user": user}
    workspace.views[kept["id"]] = kept
    return kept
