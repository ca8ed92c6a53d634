"""What a test answers: a truth, the sentence that shows it, and the numbers that it compared."""

from dataclasses import dataclass

from domain.decisions import Reading, Trace, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer before it has its place in a tree; `rule` says how the truth follows from several readings."""

    truth: Truth
    said: str
    readings: tuple[Reading, ...] = ()
    rule: str = ""

    def trace(self, condition: str) -> Trace:
        """The answer of the condition that is told so."""
        return Trace(condition=condition, truth=self.truth, because=self.said, readings=self.readings, rule=self.rule)
