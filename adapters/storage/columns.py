"""Whether the columns of a row say what its body says: boards, statements and people read the columns."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from adapters.storage.database import table_of
from adapters.storage.evidence_kinds import DECISIONS, DEEDS
from adapters.storage.given_answers import no_state
from adapters.storage.mapping import Kind, noun_from
from adapters.storage.people_kinds import APPROVALS, LIFTINGS, PROBATIONS, PROMOTIONS, REQUESTS, SILENCES
from adapters.storage.training_kinds import CANDIDATES, ORDERS, RUNS, VERDICTS
from domain.answers import outcome
from domain.approvals import Approval, RequestState
from domain.decisions import Reason
from domain.errors import EvidenceUnavailable

_WHOLE: tuple[Kind[Any], ...] = (
    *(REQUESTS, APPROVALS, PROMOTIONS, PROBATIONS, SILENCES, LIFTINGS),
    *(ORDERS, RUNS, CANDIDATES, VERDICTS, DEEDS),
)
# Where a request stands is in columns alone: it is held against its answers and its closing.
_NOT_IN_BODY = {"status", "overtaken_from"}


def columns_otherwise(connection: Connection) -> Iterator[str]:
    """A sentence for every column that says otherwise than the noun beside it, a table after the other.

    Of decisions those are read that people made or that something came of. `overtaken_from` must be where the request
    stood by its answers.
    """
    for kind in _WHOLE:
        yield from _misfits(connection, kind, select(table_of(kind.row)))
    yield from _misfits(connection, DECISIONS, _decisions())
    yield from _without_state(connection)
    yield from _overtaken(connection)


def _decisions() -> Select[tuple[object, ...]]:
    columns = table_of(DECISIONS.row).c
    carried_out = (select(table_of(kind.row).c.decision_id) for kind in (ORDERS, DEEDS))
    are_wanted = or_(columns.reason == Reason.ASKED.value, *(columns.id.in_(these) for these in carried_out))
    return select(table_of(DECISIONS.row)).where(are_wanted)


def _misfits(connection: Connection, kind: Kind[Any], rows: Select[Any]) -> Iterator[str]:
    for row in connection.execute(rows):
        try:
            said = kind.columns(kind.read(row))
        except EvidenceUnavailable as error:
            yield str(error)
            continue
        kept = row._mapping
        for name, value in said.items():
            if name not in _NOT_IN_BODY and not _alike(kept[name], value):
                of = f" of {kept['model']}" if "model" in kept else ""
                yield f"{kind.name} {row.id}{of}: column {name} holds {_shown(kept[name])}, the body {_shown(value)}"


def _alike(kept: object, said: object) -> bool:
    """A number that is none is kept as itself or, by SQLite, as nothing."""
    return kept == said or (said != said and (kept is None or kept != kept))  # noqa: PLR0124 (only NaN differs so)


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def _without_state(connection: Connection) -> Iterator[str]:
    requests = table_of(REQUESTS.row).c
    asked = select(requests.id, requests.status).where(requests.status.not_in(list(RequestState)))
    yield from (no_state(id_, status) for id_, status in connection.execute(asked.order_by(requests.seq)))


def _overtaken(connection: Connection) -> Iterator[str]:
    requests, answers = table_of(REQUESTS.row), table_of(APPROVALS.row)
    is_told = or_(requests.c.overtaken_from.is_not(None), requests.c.status == RequestState.OVERTAKEN.value)
    asked = (
        select(requests, answers.c.body.label("approval_body"))
        .outerjoin(answers, answers.c.request_id == requests.c.id)
        .where(is_told)
        .order_by(requests.c.seq, answers.c.seq)
    )
    for _, rows in groupby(connection.execute(asked).all(), key=attrgetter("seq")):
        yield from _left_another(list(rows))


def _left_another(rows: list[Any]) -> Iterator[str]:
    first = rows[0]
    try:
        given = tuple(noun_from(row.approval_body, Approval) for row in rows if row.approval_body is not None)
        left: str | None = outcome(REQUESTS.read(first), given).value
    except EvidenceUnavailable:
        return  # said already, of its own table
    expected = left if first.status == RequestState.OVERTAKEN.value else None
    if first.overtaken_from != expected:
        told = f"column overtaken_from holds {first.overtaken_from!r}"
        yield f"{REQUESTS.name} {first.id}: {told}, by its state and its answers it is {expected!r}"
