"""The other ports in memory: a messenger, a registry, artifacts, a trainer that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.errors import DeliveryFailed, DriftwardenError, EvidenceUnavailable, TrainerRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from domain.notices import Notice
    from domain.ports import Predictor
    from domain.training import Artifact, TrainingOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A notice as it was delivered: under which receipt, below which message."""

    notice: Notice
    receipt: str
    thread: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """An earlier message as it was redrawn: which, and what it says now."""

    key: str
    receipt: str
    now_says: str
    is_over: bool
    with_buttons: bool


class MemoryMessenger:
    """Keeps what it was given in `posts` and `redrawn`, unless it was told to be out of order."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.redrawn: list[Redrawn] = []
        self._outage: DeliveryFailed | None = None

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Keep the notice; raises DeliveryFailed during an outage."""
        if self._outage is not None:
            raise self._outage
        post = Post(notice=notice, receipt=f"post-{len(self.posts) + 1}", thread=thread)
        self.posts.append(post)
        return post.receipt

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Note it; raises DeliveryFailed during an outage."""
        if self._outage is not None:
            raise self._outage
        self.redrawn.append(
            Redrawn(key=notice.key, receipt=receipt, now_says=now_says, is_over=is_over, with_buttons=with_buttons)
        )

    def break_down(self, why: str = "the messenger is down", *, retry_at: datetime | None = None) -> None:
        """Refuse every notice from now on."""
        self._outage = DeliveryFailed(why, retry_at=retry_at)

    def recover(self) -> None:
        """Take notices again."""
        self._outage = None


class MemoryRegistry:
    """Remembers the champions, and in `moves` every change that was one."""

    def __init__(self, champions: dict[str, str] | None = None) -> None:
        self._champions = dict(champions or {})
        self.moves: list[tuple[str, str, Artifact]] = []

    def champion(self, model: str) -> str | None:
        """The version in force, or None for a model that was never put in force."""
        return self._champions.get(model)

    def put_in_force(self, model: str, version: str, artifact: Artifact) -> None:
        """Make the version the champion; doing it twice is the same as once."""
        if self._champions.get(model) != version:
            self._champions[model] = version
            self.moves.append((model, version, artifact))


class MemoryArtifacts:
    """Models by URI, each with the digest that its bytes would have."""

    def __init__(self) -> None:
        self._models: dict[str, tuple[str, Predictor]] = {}

    def keep(self, artifact: Artifact, model: Predictor) -> None:
        """Put a model where its artifact says."""
        self._models[artifact.uri] = (artifact.sha256, model)

    def lose(self, artifact: Artifact) -> None:
        """Take a model away, as a cleaned-up folder would."""
        self._models.pop(artifact.uri, None)

    def load(self, artifact: Artifact) -> Predictor:
        """The model; raises EvidenceUnavailable when it is gone or has another digest."""
        if artifact.uri not in self._models:
            raise EvidenceUnavailable(f"artifact {artifact.uri} is gone")
        sha256, model = self._models[artifact.uri]
        if sha256 != artifact.sha256:
            raise EvidenceUnavailable(f"artifact {artifact.uri} has SHA-256 {sha256}, not {artifact.sha256}")
        return model


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A run that was started: of what, for which question, with what."""

    deployment: str
    question: str
    parameters: dict[str, object]


class MemoryLauncher:
    """Keeps in `runs` what was started, once for each question; it knows every deployment, unless it is told not to."""

    def __init__(self) -> None:
        self.runs: list[Launched] = []
        self._refusal: DriftwardenError | None = None

    def launch(
        self, deployment: str, *, question: str, parameters: Mapping[str, object], besides: Mapping[str, object]
    ) -> str:
        """Start a run of what takes every parameter; raises what it was told to."""
        if self._refusal is not None:
            raise self._refusal
        if all(run.question != question for run in self.runs):
            self.runs.append(Launched(deployment=deployment, question=question, parameters={**besides, **parameters}))
        return f"run of {question}"

    def refuse(self, error: DriftwardenError) -> None:
        """Refuse everything from now on."""
        self._refusal = error

    def recover(self) -> None:
        """Start runs again."""
        self._refusal = None


class StillTrainer:
    """Takes orders and stands still, until the test says how each ends."""

    def __init__(self) -> None:
        self.launched: list[TrainingOrder] = []
        self._ends: dict[str, Artifact | TrainerRefused] = {}

    def launch(self, order: TrainingOrder, training: Any) -> str:
        """Take the order, once."""
        if order not in self.launched:
            self.launched.append(order)
        return f"still-{order.id}"

    def answer(self, order: TrainingOrder, reference: str) -> Artifact | None:
        """What the test said came out, or None; raises TrainerRefused where the test said so."""
        end = self._ends.get(order.id)
        if isinstance(end, TrainerRefused):
            raise end
        return end

    def finish(self, order: TrainingOrder, artifact: Artifact) -> None:
        """Let the order end well."""
        self._ends[order.id] = artifact

    def refuse(self, order: TrainingOrder, why: str) -> None:
        """Let the order end badly."""
        self._ends[order.id] = TrainerRefused(why)
