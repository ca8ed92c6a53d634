"""The one place where the user's own code is run, which may raise anything."""

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from domain.errors import TrainerRefused


@contextmanager
def their_code(doing: str, *, function: Callable[..., Any] | None = None) -> Iterator[None]:
    """Turn whatever the block raises into TrainerRefused with exception type, message and the line in their file.

    `doing` begins the sentence, e.g. `training callable shop.train:fit`; the line is the innermost in the file of
    `function`, or the innermost of all. A KeyboardInterrupt is nobody's refusal and passes.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        raise TrainerRefused(f"{doing} raised {type(error).__name__}: {error} ({_where(error, function)})") from error


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
