"""The one place where the user's own code is run, which may raise anything."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from domain.errors import TrainerRefused
from monitors.rare_values import without_rare_values

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def their_code(
    doing: str, *, function: Callable[..., Any] | None = None, rows: pd.DataFrame | None = None
) -> Iterator[None]:
    """Turn whatever the block raises into TrainerRefused with exception type, message and the line in their file.

    `doing` begins the sentence, e.g. `training callable shop.train:fit`; the line is the innermost in the file of
    `function`, or the innermost of all. Of the `rows` that it works on no rare value is repeated: people read it.
    A KeyboardInterrupt is nobody's refusal and passes.
    """
    try:
        yield
    except (Exception, SystemExit) as error:  # noqa: BLE001 (the user's code may raise anything)
        said = str(error) if rows is None else without_rare_values(str(error), rows)
        refusal = TrainerRefused(f"{doing} raised {type(error).__name__}: {said} ({_where(error, function)})")
        # A cause is logged with its own words, which may repeat what we left out.
        raise refusal from (error if said == str(error) else None)


def _where(error: BaseException, function: Callable[..., Any] | None) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    source = _source_of(function)
    own = [frame for frame in frames if frame.filename == source]
    innermost = (own or frames)[-1]
    return f"{innermost.filename}:{innermost.lineno}"


def _source_of(function: Callable[..., Any] | None) -> str | None:
    try:
        return inspect.getsourcefile(function) if function else None
    except TypeError:  # A built-in or an instance with __call__ has no file of its own.
        return None
