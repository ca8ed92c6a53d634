"""Uploads in Slack's three steps; shown only once processed (https://docs.slack.dev/messaging/working-with-files)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.local_slack.refusing import Refused
from driftwarden.local_slack.workspace import File

if TYPE_CHECKING:
    from driftwarden.local_slack.workspace import JSON, Workspace


def begin(workspace: Workspace, arguments: JSON) -> JSON:
    """files.getUploadURLExternal; the server puts its own address before the path."""
    if not arguments.get("filename") or int(arguments.get("length") or 0) < 1:
        raise Refused("invalid_arguments")
    id_ = f"F0{workspace.serial():06d}"
    asks = workspace.asks_until_processed
    workspace.files[id_] = File(id=id_, name=str(arguments["filename"]), asks_left=asks)
    return {"file_id": id_, "upload_url": f"/upload/{id_}"}


def take(workspace: Workspace, id_: str, content: bytes) -> bool:
    """The bytes arrive at the address that `begin` gave; says whether there is such an address."""
    file = workspace.files.get(id_)
    if file is None:
        return False
    file.content = content
    return True


def complete(workspace: Workspace, arguments: JSON) -> JSON:
    """files.completeUploadExternal."""
    wanted = [(item, workspace.files.get(item.get("id", ""))) for item in arguments.get("files") or []]
    if not wanted or any(file is None or not file.content for _, file in wanted):
        raise Refused("file_not_found")
    for item, file in wanted:
        if file is not None:
            file.title, file.is_complete = item.get("title") or file.name, True
    return {"files": [{"id": file.id, "title": file.title} for _, file in wanted if file is not None]}


def tell(workspace: Workspace, arguments: JSON) -> JSON:
    """files.info: the type is empty for as long as the file is being processed."""
    file = workspace.files.get(str(arguments.get("file")))
    if file is None or not file.is_complete:
        raise Refused("file_not_found")
    file.asks_left -= 1
    told = {"id": file.id, "name": file.name, "title": file.title, "size": len(file.content)}
    return {"file": {**told, "mimetype": "image/png" if file.is_processed else ""}}
