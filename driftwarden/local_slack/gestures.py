"""What a person does in front of Slack, as the payload that the app gets, and what Slack makes of its answer.

Shapes: https://docs.slack.dev/reference/interaction-payloads and /interactivity/implementing-slash-commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.local_slack.elements import filled_in, pressed
from driftwarden.local_slack.views import replace
from driftwarden.local_slack.workspace import CHANNEL_ID, TEAM_ID, ResponseAddress, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from driftwarden.local_slack.doors import Acknowledged, Door
    from driftwarden.local_slack.workspace import JSON, Workspace

_TROUBLES = {
    "operation_timeout": "The app did not answer within three seconds (operation_timeout).",
    "dispatch_failed": "The app could not be reached (dispatch_failed).",
}


class Gestures:
    """Everything a person can do; each returns what the app acknowledged with."""

    def __init__(self, workspace: Workspace, door: Callable[[], Door], base_url: Callable[[], str]) -> None:
        """`door` and `base_url` are asked for anew at each gesture: both may change."""
        self._workspace = workspace
        self._door = door
        self._base_url = base_url

    def press(self, user: str, ts: str, action_id: str, *, value: str | None = None) -> Acknowledged:
        """Press a button below a message, or choose from its menu.

        `value` is the choice, or, where several elements share an action, which of them. Raises LookupError where the
        message has no such thing to press (any more).
        """
        message = self._workspace.message(ts)
        if message is None:
            raise LookupError(f"there is no message {ts}")
        action = pressed(message.get("blocks") or [], action_id, value)
        return self.send_press(user, message, action)

    def send_press(self, user: str, message: JSON, action: JSON) -> Acknowledged:
        """Send any action as if it had been pressed below a message: old pages and forgers do that."""
        channel = message.get("channel_id", CHANNEL_ID)
        payload = {
            **self._common("block_actions", user),
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel},
            "channel": {"id": channel, "name": self._channel_name(channel)},
            "message": {name: value for name, value in message.items() if name != "channel_id"},
            "response_url": self._address(user, channel, message["ts"]),
            "actions": [{**action, "action_ts": str(self._workspace.seconds())}],
        }
        if message.get("thread_ts"):
            payload["container"]["thread_ts"] = message["thread_ts"]
        return self._told(user, channel, message.get("thread_ts") or message["ts"], self._knock("interactive", payload))

    def press_in_view(self, user: str, view: JSON, action_id: str, *, value: str | None = None) -> Acknowledged:
        """Press a button of the home tab or of a modal."""
        action = pressed(view["blocks"], action_id, value)
        payload = {
            **self._common("block_actions", user),
            "container": {"type": "view", "view_id": view["id"]},
            "view": {**view, "state": {"values": {}}},
            "actions": [{**action, "action_ts": str(self._workspace.seconds())}],
        }
        return self._told(user, CHANNEL_ID, None, self._knock("interactive", payload))

    def submit(self, user: str, answers: Mapping[str, str]) -> Acknowledged:
        """Submit the modal in front of the person; `answers` are by action_id. Raises LookupError without a modal."""
        view = self._workspace.view_of(user)
        if view is None:
            raise LookupError(f"no modal is open in front of {user}")
        return self.send_submission(user, view, answers)

    def send_submission(self, user: str, view: JSON, answers: Mapping[str, str]) -> Acknowledged:
        """Submit a modal, open or not: a doubled submission does that."""
        payload = {
            **self._common("view_submission", user),
            "view": {**view, "state": {"values": filled_in(view, answers)}},
            "response_urls": [],
        }
        answer = self._knock("interactive", payload)
        if answer.trouble:
            return self._told(user, CHANNEL_ID, None, answer)
        self._after_submission(view, answer)
        return answer

    def dismiss(self, user: str) -> None:
        """Close the modal in front of the person."""
        view = self._workspace.view_of(user)
        if view is not None:
            with self._workspace.lock:
                self._workspace.views.pop(view["id"], None)
                self._workspace.changed()

    def command(self, user: str, text: str, *, name: str = "/driftwarden") -> Acknowledged:
        """Type a slash command into the channel."""
        payload = {
            "command": name,
            "text": text,
            "user_id": user,
            "user_name": self._workspace.people.get(user, user),
            "channel_id": CHANNEL_ID,
            "channel_name": self._channel_name(CHANNEL_ID),
            "team_id": TEAM_ID,
            "team_domain": "local",
            "response_url": self._address(user, CHANNEL_ID, None),
            "trigger_id": self._trigger(user),
        }
        answer = self._knock("slash_commands", payload)
        if answer.body and not answer.trouble:
            self._whisper(user, CHANNEL_ID, None, _as_message(answer.body))
        return self._told(user, CHANNEL_ID, None, answer)

    def open_home(self, user: str) -> Acknowledged:
        """Open the app's home tab."""
        event = {"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": "home"}
        payload = {
            "type": "event_callback",
            "team_id": TEAM_ID,
            "api_app_id": "A0LOCAL",
            "event": {**event, "event_ts": str(self._workspace.seconds())},
            "event_id": f"Ev{self._workspace.serial()}",
            "authorizations": [{"team_id": TEAM_ID, "user_id": "U0BOT", "is_bot": True}],
        }
        return self._knock("events_api", payload)

    def _knock(self, kind: str, payload: JSON) -> Acknowledged:
        answer = self._door().knock(kind, payload)
        self._workspace.changed()
        return answer

    def _common(self, kind: str, user: str) -> JSON:
        name = self._workspace.people.get(user, user)
        return {
            "type": kind,
            "team": {"id": TEAM_ID, "domain": "local"},
            "user": {"id": user, "username": name, "name": name, "team_id": TEAM_ID},
            "api_app_id": "A0LOCAL",
            "trigger_id": self._trigger(user),
        }

    def _trigger(self, user: str) -> str:
        id_ = f"{self._workspace.serial()}.trigger"
        self._workspace.triggers[id_] = Trigger(user=user, at=self._workspace.seconds())
        return id_

    def _address(self, user: str, channel: str, message: str | None) -> str:
        id_ = f"{self._workspace.serial()}"
        at = self._workspace.seconds()
        self._workspace.addresses[id_] = ResponseAddress(user=user, channel=channel, message=message, at=at)
        return f"{self._base_url()}/hooks/{id_}"

    def _channel_name(self, channel: str) -> str:
        found = self._workspace.channels.get(channel)
        return found.name if found else "directmessage"

    def _after_submission(self, view: JSON, answer: Acknowledged) -> None:
        body = answer.body if isinstance(answer.body, dict) else {}
        with self._workspace.lock:
            match body.get("response_action"):
                case "errors":
                    view["errors"] = body["errors"]
                case "update":
                    replace(self._workspace, view, body["view"])
                case _:
                    self._workspace.views.pop(view["id"], None)
            self._workspace.changed()

    def _told(self, user: str, channel: str, thread: str | None, answer: Acknowledged) -> Acknowledged:
        if answer.trouble:
            said = _TROUBLES.get(answer.trouble, f"The app answered with an error ({answer.trouble}).")
            self._whisper(user, channel, thread, {"text": said, "is_error": True})
        return answer

    def _whisper(self, user: str, channel: str, thread: str | None, message: JSON) -> None:
        with self._workspace.lock:
            ts = self._workspace.new_ts()
            placed = {"user": user, "channel": channel, "ts": ts, **({"thread_ts": thread} if thread else {})}
            self._workspace.whispers.append(message | placed)
            self._workspace.changed()


def _as_message(body: JSON | str) -> JSON:
    return body if isinstance(body, dict) else {"text": body}
