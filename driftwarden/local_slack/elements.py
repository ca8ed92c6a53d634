"""What pressing a button or filling in a form sends of it, in Slack's own shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from driftwarden.local_slack.workspace import JSON


def pressed(blocks: list[JSON], action_id: str, value: str | None) -> JSON:
    """The action that pressing sends; of a menu, with the option chosen by its value."""
    for block in blocks:
        for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]:
            if element.get("action_id") != action_id:
                continue
            pressed = {"type": element["type"], "action_id": action_id, "block_id": block.get("block_id", "b")}
            chosen = [option for option in element.get("options", ()) if value in {None, option["value"]}]
            if chosen:
                return {**pressed, "selected_option": chosen[0]}
            if "options" not in element and value in {None, element.get("value")}:
                return {**pressed, "value": element.get("value", "")}
    raise LookupError(f"there is nothing to press by the name of {action_id} with {value}")


def filled_in(view: JSON, answers: Mapping[str, str]) -> dict[str, Any]:
    """What is in a modal's inputs, by block and action, as Slack sends it."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    return {
        block.get("block_id", "b"): {block["element"]["action_id"]: _filled(block["element"], answers)}
        for block in inputs
    }


def _filled(element: JSON, answers: Mapping[str, str]) -> JSON:
    said = answers.get(element["action_id"])
    if "options" in element:
        wanted = said if said is not None else (element.get("initial_option") or {}).get("value")
        chosen = [option for option in element["options"] if option["value"] == wanted]
        return {"type": element["type"], "selected_option": chosen[0] if chosen else None}
    return {"type": element["type"], "value": said if said is not None else element.get("initial_value")}
