"""The form that a button opens: why a challenger is rejected; pure.

It carries in `private_metadata` what it is about, and what it asks for under the name below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack.pressing import plain
from domain.notices import Press

if TYPE_CHECKING:
    from domain.approvals import ApprovalRequest

WHY = "why"

_TITLE, _LABEL, _LINE, _REASON = 24, 2000, 3000, 1000


def reject_form(request: ApprovalRequest, *, about: str) -> dict[str, Any]:
    """Why not? An answer without a reason helps nobody who trains the next challenger."""
    return _form(
        Press.REJECT,
        about,
        title="Reject a challenger",
        submit="Reject",
        blocks=[
            _told(f"{request.model}: {request.challenger} does not replace {request.champion}, which stays champion."),
            _reason("Why not?", "What should be different next time?"),
        ],
    )


def _form(press: Press, about: str, *, title: str, submit: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": press,
        "private_metadata": about,
        "title": plain(title, _TITLE),
        "submit": plain(submit, _TITLE),
        "close": plain("Cancel", _TITLE),
        "blocks": blocks,
    }


def _told(text: str) -> dict[str, Any]:
    return {"type": "section", "text": plain(text, _LINE)}


def _reason(label: str, hint: str) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": WHY, "multiline": True, "max_length": _REASON}
    return _input(WHY, label, element | {"placeholder": plain(hint, 150)})


def _input(name: str, label: str, element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "block_id": name, "label": plain(label, _LABEL), "element": element}
