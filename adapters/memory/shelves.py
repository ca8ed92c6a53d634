"""The shelves that are asked questions of their own; consequences are looked up on the shelf that holds them."""

from collections.abc import Collection

from adapters.memory.approvals import MemoryRequests
from adapters.memory.shelf import Books, MemoryShelf
from domain.approvals import Probation, Promotion
from domain.decisions import AT_ONCE, Action, Decision, Reason
from domain.deeds import Deed
from domain.errors import Unheard
from domain.notices import Notice
from domain.profiles import Profile
from domain.revisions import latest
from domain.samples import Sample
from domain.signals import Maturity, Signal, SignalState
from domain.training import Candidate, RunState, TrainingOrder, TrainingRun
from domain.verdicts import Outcome, Verdict
from domain.windows import Window


class MemoryProfiles(MemoryShelf[Profile]):
    """Profiles, by whose rows they are."""

    def from_origin(self, model: str, origin: str, *, within: Window | None = None) -> tuple[Profile, ...]:
        """The profiles of one origin, by window, whole traffic before segments."""
        return latest(p for p in self.of(model) if p.origin == origin and _is_inside(p.window, within))


class MemorySamples(MemoryShelf[Sample]):
    """Samples, by whose rows they are."""

    def from_origin(self, model: str, origin: str, *, within: Window | None = None) -> tuple[Sample, ...]:
        """The samples of one origin, by window."""
        return latest(s for s in self.of(model) if s.origin == origin and _is_inside(s.window, within))


class MemorySignals(MemoryShelf[Signal]):
    """Signals; a provisional one gives way to a later one of the same question, a final one stays."""

    def record(self, noun: Signal, *, tell: Notice | None = None) -> Signal:
        """Keep the signal in place of none or of a provisional one; only the very first is told."""
        with self._lock:
            kept = self._nouns.get(noun.id)
            if kept is not None and kept.maturity is Maturity.PROVISIONAL:
                self._nouns[noun.id] = noun
            return super().record(noun, tell=tell)

    def record_all(self, signals: Collection[Signal]) -> tuple[Signal, ...]:
        """Record each, all of them or none; return what is kept, in their order."""
        with self._lock:
            for signal in signals:
                self.record(signal)
            return tuple(self._nouns[signal.id] for signal in signals)

    def within(self, model: str, window: Window) -> tuple[Signal, ...]:
        """The signals whose window lies inside this one, by window, name and subject."""
        return latest(s for s in self.of(model) if _is_inside(s.window, window))

    def named(
        self, model: str, names: Collection[str], *, within: Window | None = None, state: SignalState | None = None
    ) -> tuple[Signal, ...]:
        """The signals of these names, in the order of their recording; every revision."""
        alike = (signal for signal in self.of(model) if signal.name in names and state in {None, signal.state})
        return tuple(signal for signal in alike if _is_inside(signal.window, within))

    def provisional(self, model: str) -> tuple[Signal, ...]:
        """Signals that later labels may still change, by window."""
        return tuple(s for s in latest(self.of(model)) if s.maturity is Maturity.PROVISIONAL)


class MemoryRuns(MemoryShelf[TrainingRun]):
    """Training runs: launched once, settled once."""

    def of_order(self, order: str) -> TrainingRun | None:
        """The run of an order, if it was launched."""
        return next((run for run in self.all() if run.order == order), None)

    def settle(self, run: TrainingRun, *, tell: Notice | None = None) -> TrainingRun:
        """Replace a launched run by its end, and queue the notice; raises Unheard for one never launched."""
        with self._lock:
            if run.id not in self._nouns:
                raise Unheard(f"order {run.order} has no run to settle; record its launch first")
            if self._nouns[run.id].state is RunState.LAUNCHED:
                self._nouns[run.id] = run
                self._say(tell)
            return self._nouns[run.id]


class MemoryOrders(MemoryShelf[TrainingOrder]):
    """Training orders, and those that still lack an end."""

    def __init__(self, books: Books, runs: MemoryRuns) -> None:
        super().__init__("training order", books)
        self._runs = runs

    def open(self, model: str | None = None) -> tuple[TrainingOrder, ...]:
        """Orders without a run, or with a run that has not ended."""
        ended = {run.order for run in self._runs.all() if run.state is not RunState.LAUNCHED}
        return tuple(order for order in self._among(model) if order.id not in ended)


class MemoryDecisions(MemoryShelf[Decision]):
    """Decisions, and those that still lack their consequence."""

    def __init__(self, books: Books, *, orders: MemoryOrders, deeds: MemoryShelf[Deed]) -> None:
        super().__init__("decision", books)
        self._orders = orders
        self._deeds = deeds

    def newest(self, model: str) -> Decision | None:
        """The one whose window ends last, of several the one that came about first."""
        return max(self.of(model), key=lambda decision: decision.window.end, default=None)

    def unordered(self, model: str | None = None) -> tuple[Decision, ...]:
        """Decisions to retrain for which no training has been ordered yet and that none has amended."""
        ordered = {order.decision for order in self._orders.all()}
        return tuple(d for d in self._standing(model) if d.action is Action.RETRAIN and d.id not in ordered)

    def undone(self, model: str | None = None) -> tuple[Decision, ...]:
        """Decisions to roll back or to run a deployment that have no deed yet and that none has amended."""
        done = {deed.decision for deed in self._deeds.all()}
        return tuple(d for d in self._standing(model) if d.action in AT_ONCE and d.id not in done)

    def wished(self) -> tuple[Decision, ...]:
        """What people asked for, done or not, of every model, in the order in which they did."""
        return tuple(d for d in self.all() if d.reason is Reason.ASKED)

    def _standing(self, model: str | None) -> tuple[Decision, ...]:
        """Those that no later decision amends."""
        among = self._among(model)
        amended = {decision.amends for decision in among}
        return tuple(decision for decision in among if decision.id not in amended)


class MemoryVerdicts(MemoryShelf[Verdict]):
    """Verdicts, and those that still lack their consequence."""

    def __init__(self, books: Books, requests: MemoryRequests) -> None:
        super().__init__("verdict", books)
        self._requests = requests

    def unasked(self, model: str | None = None) -> tuple[Verdict, ...]:
        """Verdicts to promote about which nobody has been asked yet."""
        asked = {request.verdict for request in self._requests.all()}
        return tuple(v for v in self._among(model) if v.outcome is Outcome.PROMOTE and v.id not in asked)


class MemoryCandidates(MemoryShelf[Candidate]):
    """Trained versions."""

    def __init__(self, books: Books, *, verdicts: MemoryVerdicts, runs: MemoryRuns) -> None:
        super().__init__("candidate", books)
        self._verdicts = verdicts
        self._runs = runs

    def of_version(self, model: str, version: str) -> Candidate:
        """The candidate of that version; raises Unheard."""
        for candidate in self.of(model):
            if candidate.version == version:
                return candidate
        raise Unheard(f"the ledger holds no version {version} of {model}")

    def unjudged(self, model: str | None = None) -> tuple[Candidate, ...]:
        """Challengers on which there is no verdict yet: made by a training run, and no refit of one that won.

        One whose run has not been settled yet is left out: what people are shown may not change any more.
        """
        judged = {verdict.candidate for verdict in self._verdicts.all()}
        unsettled = {run.id for run in self._runs.all() if run.state is RunState.LAUNCHED}
        challengers = (c for c in self._among(model) if c.training_run and not c.refits)
        return tuple(c for c in challengers if c.id not in judged and c.training_run not in unsettled)


class MemoryPromotions(MemoryShelf[Promotion]):
    """Changes of champion."""

    def __init__(self, books: Books, probations: MemoryShelf[Probation]) -> None:
        super().__init__("promotion", books)
        self._probations = probations

    def latest(self, model: str) -> Promotion | None:
        """The promotion that put the version in force there, if there is one: the last one recorded."""
        return next(reversed(self.of(model)), None)

    def on_probation(self, model: str | None = None) -> tuple[Promotion, ...]:
        """Promotions that replaced a champion, took none back, and whose probation has not ended."""
        ended = {probation.promotion for probation in self._probations.all()}
        return tuple(p for p in self._among(model) if p.from_version and p.rolls_back is None and p.id not in ended)


def _is_inside(window: Window, within: Window | None) -> bool:
    return within is None or (within.start <= window.start and window.end <= within.end)
