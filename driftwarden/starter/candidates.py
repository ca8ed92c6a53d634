"""Columns that answer rather than describe: the score of a classifier, the milliseconds that it took."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from driftwarden.starter.casting import Found
from driftwarden.starter.role_table import usual_form

if TYPE_CHECKING:
    from driftwarden.starter.casting import Casting
    from driftwarden.starter.columns_seen import ColumnSeen

_LIKE_A_SCORE = re.compile(
    r"(p|prob|proba|probability|score|confidence|propensity)(_.*)?"
    r"|.*_(p|prob|proba|probability|score|confidence|propensity)"
)
_LIKE_MILLISECONDS = frozenset({
    "ms", "millis", "time_ms", "took", "took_ms", "elapsed", "duration", "runtime_ms", "inference_ms", "serving_ms",
    "response_ms", "predict_ms", "processing_ms",
})  # fmt: skip


def find_score(casting: Casting, table: Any) -> None:
    """Of a binary model without one: a column whose name and values both say so plays the role, others may.

    Values say so where one threshold parts the two answers.
    """
    if "score" in casting.roles or casting.scores:
        return
    answer = casting.roles["prediction"].column
    shares = [seen for seen in casting.features if seen.kind == "number" and seen.is_share and not seen.is_whole]
    named = [seen for seen in shares if _LIKE_A_SCORE.fullmatch(usual_form(seen.name))]
    parting = [seen for seen in shares if _parts(table, seen.name, answer)]
    both = [seen for seen in named if seen in parting]
    if len(both) == 1:
        because = f"by its name, and one threshold of it parts the values of {answer}"
        casting.roles["score"] = Found(column=both[0].name, because=because)
        return
    for seen in {each.name: each for each in (*both, *parting, *named)}.values():
        why = (
            f"one threshold of it parts the values of {answer}" if seen in parting else "numbers from 0 to 1, its name"
        )
        _note(casting, "score", seen, why)


def find_latency(casting: Casting) -> None:
    """Where no column plays the role, those whose names may mean milliseconds."""
    if "latency" in casting.roles:
        return
    for seen in casting.features:
        is_positive = seen.kind == "number" and seen.least is not None and seen.least >= 0
        if is_positive and usual_form(seen.name) in _LIKE_MILLISECONDS:
            _note(casting, "latency", seen, "its name may mean the milliseconds of an answer")


def _note(casting: Casting, role: str, seen: ColumnSeen, why: str) -> None:
    """What is known only with the answer is no feature; the first column is proposed for the role."""
    casting.proposed.setdefault(role, Found(column=seen.name, because=why))
    casting.left_out[seen.name] = f"might be meant as {role}: {why}"


def _parts(table: Any, share: str, answer: str) -> bool:
    """Whether all shares of one answer lie above all those of the other."""
    rows = pd.DataFrame({"share": table.column(share).to_pandas(), "answer": table.column(answer).to_pandas()}).dropna()
    ends = rows.groupby("answer")["share"].agg(["min", "max"]).sort_values("min")
    return len(ends) == 2 and float(ends["max"].iloc[0]) < float(ends["min"].iloc[1])  # noqa: PLR2004
