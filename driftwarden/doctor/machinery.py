"""What everything rests on: the ledger, its audit, the flows and the server that runs them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.auditing import verify_ledger
from adapters.storage.schema import SCHEMA_VERSION
from driftwarden.doctor.findings import Finding, not_known, to_mend, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.doctor.findings import Examined

_FLOWS = ("monitor", "reconcile")
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_OF_ROWS = timedelta(days=1)
_SECONDS = 5


def ledger(examined: Examined) -> Iterator[Finding]:
    """It was opened, so its tables have the version that this Driftwarden knows."""
    yield well("ledger", f"can be read, its tables have version {SCHEMA_VERSION}")


def audit(examined: Examined) -> Iterator[Finding]:
    """The chain of who did what, held against itself and the ledger."""
    problems = verify_ledger(examined.ledger)
    last = examined.ledger.audit.head()
    if not problems:
        yield well("audit", f"holds, {_counted(last.number if last else 0, 'entry', 'entries')}")
        return
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    yield to_mend(
        "audit",
        f"does not hold: {problems[0]}{more}",
        "`driftwarden audit verify` names every place; somebody changed the ledger by hand: compare it with a backup",
    )


def flows(examined: Examined) -> Iterator[Finding]:
    """Flows that have not run to their end for as long as the shortest window of a model lasts."""
    beats = {beat.flow: beat for beat in examined.ledger.board.standing(examined.now).beats}
    lengths = [_LENGTHS.get(str(watch.document.monitoring.window), _OF_ROWS) for watch in examined.watches]
    for flow in _FLOWS:
        beat = beats.get(flow)
        if beat is None:
            yield to_mend(f"flow {flow}", "has never run to its end", _runs_them())
        elif examined.now - beat.ran_at > min(lengths, default=_OF_ROWS):
            yield to_mend(f"flow {flow}", f"ran last at {beat.ran_at:%Y-%m-%d %H:%M} UTC", _runs_them())
        elif beat.troubles:
            yield to_mend(
                f"flow {flow}",
                f"met {_counted(beat.troubles, 'trouble', 'troubles')} at {beat.ran_at:%Y-%m-%d %H:%M} UTC",
                "`driftwarden run` tells them; people were told of each once a day",
            )
        else:
            yield well(f"flow {flow}", f"ran at {beat.ran_at:%Y-%m-%d %H:%M} UTC without trouble")


def prefect_server(examined: Examined) -> Iterator[Finding]:
    """Whether the server that is configured answers; without one somebody else has to call for the rounds."""
    import httpx
    from prefect.settings import PREFECT_API_URL

    address = PREFECT_API_URL.value()
    if not address:
        yield not_known(
            "Prefect", "no PREFECT_API_URL is set: the rounds are `driftwarden run`, called by something else"
        )
        return
    shown = httpx.URL(address).copy_with(userinfo=b"")
    try:
        answer = httpx.get(f"{address}/health", timeout=_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        # The text of a refusal repeats the address, and with it a password.
        why = f"status {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else str(error)
        yield to_mend("Prefect", f"{shown} does not answer ({why})", "start the server, or mend PREFECT_API_URL")
    else:
        yield well("Prefect", f"{shown} answers")


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _runs_them() -> str:
    return "see that a Prefect worker runs and the deployments are active, or call `driftwarden run` by the clock"
