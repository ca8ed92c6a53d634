"""The page for people: the channel as Slack would show it, with everything on it working.

The page asks for the state and sends gestures; it decides nothing. It is served on loopback only, and takes JSON only,
so that no other site's form can press a button.
"""

from __future__ import annotations

from importlib.resources import files as shipped
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from driftwarden.local_slack.gestures import Gestures
    from driftwarden.local_slack.workspace import JSON, Workspace

_STATIC = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}
_HOSTS = {"127.0.0.1", "localhost"}


class _Gesture(BaseModel):
    """What the page sends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(description="press, press_home, submit, dismiss, command or home.")
    user: str = Field(description="Who does it.")
    ts: str | None = Field(default=None, description="The message that is pressed.")
    action: str | None = Field(default=None, description="The action_id that is pressed.")
    value: str | None = Field(default=None, description="What is chosen, or which button.")
    text: str = Field(default="", description="What follows the slash command.")
    answers: dict[str, str] = Field(default_factory=dict, description="A modal's inputs by action_id.")


def routes(workspace: Workspace, people: Gestures) -> list[Route]:
    """The page, its state, and one address for gestures."""

    def state(request: Request) -> Response:
        user = request.query_params.get("user", "")
        if request.query_params.get("since") == f"{workspace.version}":
            return Response(status_code=204)
        with workspace.lock:
            return JSONResponse(_state(workspace, user))

    async def gesture(request: Request) -> Response:
        if request.url.hostname not in _HOSTS or request.headers.get("content-type") != "application/json":
            return PlainTextResponse("only this page may do that", status_code=403)
        try:
            wanted = _Gesture.model_validate_json(await request.body())
            await run_in_threadpool(_do, workspace, people, wanted)
        except (ValidationError, LookupError) as error:
            return PlainTextResponse(str(error), status_code=400)
        return Response(status_code=204)

    def picture(request: Request) -> Response:
        found = workspace.files.get(request.path_params["file"])
        if found is None:
            return PlainTextResponse("no such file", status_code=404)
        return Response(found.content, media_type="image/png")

    return [
        *(Route(path, _shipped(*static), methods=["GET"]) for path, static in _STATIC.items()),
        Route("/page/state", state, methods=["GET"]),
        Route("/page/gesture", gesture, methods=["POST"]),
        Route("/files/{file}", picture, methods=["GET"]),
    ]


def _shipped(name: str, media_type: str) -> Callable[[Request], Response]:
    text = shipped("driftwarden.local_slack").joinpath(name).read_text()
    return lambda _request: Response(text, media_type=media_type, headers={"Cache-Control": "no-store"})


def _state(workspace: Workspace, user: str) -> JSON:
    """What one person sees."""
    view = workspace.view_of(user)
    return {
        "version": f"{workspace.version}",
        "people": workspace.people,
        "groups": list(workspace.groups),
        "channels": {id_: channel.name for id_, channel in workspace.channels.items()},
        "messages": [_shown(message) for message in workspace.messages if _is_seen(message, user)],
        "whispers": [whisper for whisper in workspace.whispers if whisper["user"] == user],
        "view": view,
        "home": workspace.homes.get(user),
    }


def _is_seen(message: JSON, user: str) -> bool:
    return not message["channel_id"].startswith("D") or message["channel_id"] == f"D{user}"


def _shown(message: JSON) -> JSON:
    return {name: value for name, value in message.items() if name != "metadata"}


def _do(workspace: Workspace, people: Gestures, wanted: _Gesture) -> Any:
    match wanted.kind:
        case "press":
            return people.press(wanted.user, wanted.ts or "", wanted.action or "", value=wanted.value)
        case "press_home":
            home = workspace.homes.get(wanted.user)
            if home is None:
                raise LookupError(f"{wanted.user} has no home tab yet")
            return people.press_in_view(wanted.user, home, wanted.action or "", value=wanted.value)
        case "submit":
            return people.submit(wanted.user, wanted.answers)
        case "dismiss":
            return people.dismiss(wanted.user)
        case "command":
            return people.command(wanted.user, wanted.text)
        case "home":
            return people.open_home(wanted.user)
        case other:
            raise LookupError(f"nobody can {other}; there is press, press_home, submit, dismiss, command, home")
