"""Functions by their dotted path, and the nearest name when there is none."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from adapters.trainers.their_code import their_code
from domain.errors import TrainerRefused


def import_function(path: str) -> Callable[..., Any]:
    """The function at `package.module:function`.

    Raises TrainerRefused naming the nearest name when the module or function is not there, and the reason when the
    module is there but cannot be imported.
    """
    module_name, _, name = path.partition(":")
    module = _import(module_name, path)
    found = getattr(module, name, None)
    if callable(found):
        return found  # type: ignore[no-any-return]
    own = [other for other, value in vars(module).items() if getattr(value, "__module__", None) == module_name]
    hint = _near(name, own) or f"; it has {', '.join(sorted(own)) or 'none'}"
    raise TrainerRefused(f"training callable {path}: {module_name} has no function {name!r}{hint}")


def _import(module_name: str, path: str) -> ModuleType:
    with their_code(f"training callable {path}: importing {module_name}"):
        try:
            return importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            missing = error.name or ""
            if not f"{module_name}.".startswith(f"{missing}."):
                raise
    raise TrainerRefused(
        f"training callable {path}: no module {missing!r}{_near(missing, _siblings(missing))}; it has to be "
        f"importable where the flow runs"
    )


def _siblings(missing: str) -> list[str]:
    """The modules that lie where the missing one was looked for, by full name."""
    package, _, _ = missing.rpartition(".")
    if not package:
        return [found.name for found in pkgutil.iter_modules()]
    spec = importlib.util.find_spec(package)
    places = (spec.submodule_search_locations if spec else None) or []
    return [f"{package}.{found.name}" for found in pkgutil.iter_modules(places)]


def _near(name: str, names: Iterable[str]) -> str:
    nearest = get_close_matches(name, list(names), n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
