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

# Scheduled by Prefect, a flow is late where `deploy/prometheus/driftwarden_alerts.yml` alerts.
_LATE = {"monitor": timedelta(hours=1), "reconcile": timedelta(minutes=15)}
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_OF_ROWS = timedelta(days=1)
_BY_THE_CLOCK = 1.5
_URL = "write it as http://HOST:4200/api; in a user or password, write / as %2F and @ as %40"
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
        f"`driftwarden audit verify{examined.option}` names every place; somebody changed the ledger by hand: compare "
        f"it with a backup",
    )


def flows(examined: Examined) -> Iterator[Finding]:
    """Flows that have not run to their end for too long: where Prefect schedules them, for as long as they raise an
    alert; where something else calls `driftwarden run`, for one and a half of the shortest windows of a model.
    """
    beats = {beat.flow: beat for beat in examined.ledger.board.standing(examined.now).beats}
    for flow, late in late_after(examined).items():
        beat = beats.get(flow)
        if beat is None:
            yield to_mend(f"flow {flow}", "has never run to its end", _runs_them(examined))
        elif examined.now - beat.ran_at > late:
            yield to_mend(f"flow {flow}", f"ran last at {beat.ran_at:%Y-%m-%d %H:%M} UTC", _runs_them(examined))
        elif beat.troubles:
            yield to_mend(
                f"flow {flow}",
                f"met {_counted(beat.troubles, 'trouble', 'troubles')} at {beat.ran_at:%Y-%m-%d %H:%M} UTC",
                f"`driftwarden run{examined.option}` tells them; people were told of each once a day",
            )
        else:
            yield well(f"flow {flow}", f"ran at {beat.ran_at:%Y-%m-%d %H:%M} UTC without trouble")


def late_after(examined: Examined) -> dict[str, timedelta]:
    """By flow, how long after its last run it is late."""
    from prefect.settings import PREFECT_API_URL

    if PREFECT_API_URL.value():
        return _LATE
    lengths = [_LENGTHS.get(str(watch.document.monitoring.window), _OF_ROWS) for watch in examined.watches]
    return dict.fromkeys(_LATE, _BY_THE_CLOCK * min(lengths, default=_OF_ROWS))


def prefect_server(examined: Examined) -> Iterator[Finding]:
    """Whether the server that is configured answers; without one somebody else has to call for the rounds."""
    import httpx
    from prefect.settings import PREFECT_API_URL

    address = PREFECT_API_URL.value()
    if not address:
        yield not_known(
            "Prefect",
            f"no PREFECT_API_URL is set: the rounds are `driftwarden run{examined.option}`, called by something else",
        )
        return
    try:
        shown = httpx.URL(address).copy_with(userinfo=b"")
    except httpx.InvalidURL:
        # Neither the address nor the refusal is shown: a password with a slash is taken for a port, and named.
        yield to_mend("Prefect", "PREFECT_API_URL is no URL that can be read", _URL)
        return
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


def _runs_them(examined: Examined) -> str:
    by_hand = f"call `driftwarden run{examined.option}` by the clock"
    return f"see that a Prefect worker runs and the deployments are active, or {by_hand}"
