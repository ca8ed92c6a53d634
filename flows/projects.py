"""A project: a folder with `models/*.yaml`, and `policies/*.yaml` where the shipped ones do not fit."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from domain.errors import InvalidDocument, Unheard
from flows.documents import ModelDocument
from flows.misfits import Misfit, misfits
from flows.people_spec import PeopleSpec
from policies import catalog
from policies.documents import locate, read_document
from policies.grammar import Policy
from policies.known_keys import nearest

_NAME = re.compile(r"""^model:\s*["']?([a-z0-9][a-z0-9_-]*)""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedModel:
    """One model's document with the policy that it names."""

    document: ModelDocument
    policy: Policy
    file: Path

    @property
    def name(self) -> str:
        """The model's name."""
        return self.document.model


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """All watched models of one folder, by name, and what is wrong with the files of the rest.

    `unread` are those of the rest, by the name that the file says or, where it says none, that it has itself.
    """

    folder: Path
    models: tuple[WatchedModel, ...]
    problems: tuple[str, ...] = ()
    unread: Mapping[str, Path] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, PeopleSpec]:
        """Who hears of each model, and when."""
        return {watched.name: watched.document.people for watched in self.models}

    def model(self, name: str) -> WatchedModel:
        """The model of that name; raises Unheard, naming those there are, or the file that cannot be read."""
        for watched in self.models:
            if watched.name == name:
                return watched
        if name in self.unread:
            raise Unheard(f"{name}: {self.unread[name]} cannot be read; `driftwarden check` says what to mend")
        known = ", ".join(watched.name for watched in self.models) or "none"
        raise Unheard(f"no model {name!r} in {self.folder}/models; there is: {known}")


def read_project(folder: Path, *, needs_models: bool = True) -> Project:
    """Read every model and policy; the models whose files can be read are there whatever is wrong with the others.

    Raises InvalidDocument when no model can be read; without `needs_models` only where there is no model's file at all.
    """
    problems: list[str] = []
    models, unread = [], dict[str, Path]()
    for file in sorted((folder / "models").glob("*.y*ml")):
        try:
            models.append(read_model(file, folder=folder))
        except InvalidDocument as error:
            problems += error.problems
            unread[_name_in(file)] = file
    problems += _doubled_names(models) + _unread_policies(folder)
    if not models and not problems:
        remedy = "name the project's folder with --project, or write one with `driftwarden init`"
        problems = [f"{folder / 'models'}: no model to watch; {remedy}"]
    # A policy that a model names and that cannot be read is met twice.
    problems = list(dict.fromkeys(problems))
    if not models and (needs_models or not unread):
        raise InvalidDocument(problems)
    return Project(folder=folder, models=tuple(models), problems=tuple(problems), unread=unread)


def _name_in(file: Path) -> str:
    """The model that a file is about, as far as one can tell that cannot be read."""
    try:
        found = _NAME.search(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        found = None
    return found[1] if found else file.stem


def read_model(file: Path, *, folder: Path) -> WatchedModel:
    """Read one model file and the policy that it names; raises InvalidDocument."""
    text = _text(file)
    document = read_document(text, source=str(file), shape=ModelDocument)
    # Asked only where something is wrong: it reads the text once more.
    asked = partial(locate, text, ("policy",), source=str(file))
    policy = _read_policy(document.policy, folder=folder, asked=asked)
    problems = [
        f"{asked()}{_place(document.policy, misfit, folder=folder)}{misfit.told}"
        for misfit in misfits(document, policy)
    ]
    if problems:
        raise InvalidDocument(problems)
    return WatchedModel(document=document, policy=policy, file=file)


def _place(policy: str, misfit: Misfit, *, folder: Path) -> str:
    """Where in the policy it does not fit: by line and column of a file, by the policy's name of a shipped one."""
    if not misfit.at:
        return f"{policy}: "
    shipped = policy in catalog.names()
    return locate(catalog.text(policy) if shipped else _text(folder / policy), misfit.at, source=policy)


def read_policy_file(file: Path) -> Policy:
    """Read one policy file; raises InvalidDocument."""
    return read_document(_text(file), source=str(file), shape=Policy)


def _read_policy(name: str, *, folder: Path, asked: Callable[[], str]) -> Policy:
    if name in catalog.names():
        return catalog.read(name)
    file = folder / name
    if not file.is_file():
        meant = nearest(name, catalog.names())
        remedy = f"did you mean {meant}? " if meant else ""
        shipped = f"{remedy}Shipped are {', '.join(catalog.names())}"
        raise InvalidDocument([f"{asked()}{name!r} is neither a file below {folder} nor a shipped policy; {shipped}"])
    return read_policy_file(file)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDocument([f"{file}: cannot be read ({error}); it must be a UTF-8 text file"]) from error


def _doubled_names(models: list[WatchedModel]) -> list[str]:
    seen: dict[str, Path] = {}
    problems = []
    for watched in models:
        if watched.name in seen:
            problems.append(
                f"{watched.file}: model: {watched.name!r} is the name in {seen[watched.name]} too; rename one"
            )
        seen[watched.name] = watched.file
    return problems


def _unread_policies(folder: Path) -> list[str]:
    problems: list[str] = []
    for file in sorted((folder / "policies").glob("*.y*ml")):
        try:
            read_policy_file(file)
        except InvalidDocument as error:
            problems += error.problems
    return problems
