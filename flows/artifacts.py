"""Decisions as Prefect shows them: an artifact with the account of each that is not calm. Nothing depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from prefect.artifacts import create_markdown_artifact
from prefect.exceptions import PrefectException

from domain.decisions import Reason
from domain.errors import DriftwardenError
from policies.explaining.account import account
from policies.explaining.markdown_page import as_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.decisions import Decision
    from domain.ports import Ledger


def artifact_key(model: str) -> str:
    """Under which key a model's decisions are shown, each a version of the one before; Prefect knows no underscore.

    >>> artifact_key("bike_demand")
    'bike-demand-decision'
    """
    return f"{model.replace('_', '-')}-decision"


def show(decisions: Iterable[Decision], ledger: Ledger) -> str | None:
    """Create an artifact of each decision that is not calm; if Prefect does not take one, say why, and go on.

    Call it within a flow's run, whose page then shows them.
    """
    for decision in decisions:
        if decision.reason is Reason.CALM:
            continue
        title = f"{decision.model}: {decision.action} ({decision.reason}), {decision.window}"
        try:
            told = account(decision, [ledger.signals.get(id_) for id_ in decision.signals])
            create_markdown_artifact(as_markdown(told), key=artifact_key(decision.model), description=title)
        except (httpx.HTTPError, PrefectException, DriftwardenError) as error:
            return f"decision {decision.id[:8]} cannot be shown in Prefect ({error}); `driftwarden explain` tells it"
    return None
