"""The whole answer: from losses and columns to tables, sentences and JSON."""

import json
from dataclasses import asdict, replace

import numpy as np
import pandas as pd

from monitors.changes.slices import LossRows
from monitors.changes.swap_in import SwapIn
from monitors.changes.what_changed import explain_change
from tests.monitors.changes.builders import COLUMNS, some_losses

NOBODY = LossRows(losses=np.empty(0), segments=pd.DataFrame(columns=list(COLUMNS)))


def test_the_slice_that_changed_is_named_with_its_numbers() -> None:
    before, after = some_losses(10_000, seed=1), some_losses(10_000, seed=2, worse_slice=0.3)
    temp = SwapIn(column="temp", prediction_change=0.2, noise=0.01)
    answer = explain_change(before, after, COLUMNS, metric="error rate", inputs=[temp])
    where, which = answer.sentences
    assert where.startswith("Most of the rise comes from by_10 = 3: its error rate went from 0.087 to 0.42 (")
    assert which.startswith("Of the features, temp moves the prediction most: +0.2 on average")
    assert answer.overall is not None
    assert answer.overall.p is not None
    assert answer.notes == ()


def test_the_answer_is_plain_json() -> None:
    before, after = some_losses(3000, seed=1, days=14), some_losses(900, seed=2, days=7)
    answer = explain_change(before, after, COLUMNS, metric="MAE", inputs=[SwapIn(column="x", prediction_change=None)])
    text = json.dumps(asdict(answer), allow_nan=False)
    assert json.loads(text)["tables"][0]["columns"] == ["by_5"]


def test_the_same_rows_twice_show_no_change() -> None:
    rows = some_losses(3000, seed=1)
    answer = explain_change(rows, rows, COLUMNS, metric="error rate")
    assert answer.overall is not None
    assert answer.overall.change == 0
    (sentence,) = answer.sentences
    assert sentence == "The error rate is 0.0957 as before, and no segment stands out."


def test_losses_that_never_vary_show_no_change_either() -> None:
    rows = replace(some_losses(3000, seed=1), losses=np.zeros(3000))
    (sentence,) = explain_change(rows, rows, COLUMNS, metric="error rate").sentences
    assert sentence == "The error rate is 0 as before, and no segment stands out."


def test_a_side_without_labelled_rows_leaves_it_unknown() -> None:
    answer = explain_change(some_losses(300, seed=1), NOBODY, COLUMNS, metric="MAE")
    assert (answer.overall, answer.tables) == (None, ())
    assert answer.sentences == ("Where the MAE changed is unknown: the reference or the window has no labelled row.",)


def test_a_column_that_a_side_lacks_is_named_and_the_others_are_split() -> None:
    before, after = some_losses(3000, seed=1), some_losses(3000, seed=2)
    after = replace(after, segments=after.segments.drop(columns="by_5"))
    answer = explain_change(before, after, [*COLUMNS, "origin"], metric="MAE", in_pairs=False)
    assert [table.columns for table in answer.tables] == [("by_6",), ("by_10",), ("by_20",)]
    assert answer.notes == (
        "by_5 is missing from the window: the change is not split by it",
        "origin is missing from the reference and the window: the change is not split by it",
    )
