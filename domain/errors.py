"""The exception tree, split by who must act.

DriftwardenError
|- InvalidDocument        a person mends a file (policy or model YAML, environment)
|- EvidenceUnavailable    try again: rows, labels, an artifact or a service cannot be read now
|- TrainerRefused         the trainer's owner must act: it raised, or answered what cannot be used
|- NotPending             nobody: the request was answered, has expired, or was never asked
|- AnswerNotBound         ask again: what would be approved has changed since the question was put
|- NotAnApprover          somebody else must answer
|- NotUnderstood          use a newer button: what a button or a form carries is nothing that Driftwarden wrote
|- NotNow                 wait or ask for something else: what a person asks for makes no sense as things stand
|- DeliveryFailed         try again later: the messenger did not take the message
`- Unheard                a person asks for something (decision, model, version) that the ledger does not hold
   `- Ambiguous           ... or that may be any of several: they have to say more of it
"""

from datetime import datetime


class DriftwardenError(Exception):
    """Anything Driftwarden says no to; its text is written for the person who must act."""


class InvalidDocument(DriftwardenError):
    """A file that a person must mend: every problem names file, line, field and remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class EvidenceUnavailable(DriftwardenError):
    """Something that had to be read could not be; the next run tries again."""


class TrainerRefused(DriftwardenError):
    """The trainer failed for a reason that trying again will not mend by itself."""


class NotPending(DriftwardenError):
    """The request has been answered, has expired, or was never asked."""


class AnswerNotBound(DriftwardenError):
    """The answer is bound to something other than what would be approved now."""


class NotAnApprover(DriftwardenError):
    """The person is not among those asked."""


class NotUnderstood(DriftwardenError):
    """What came in from a person's button or form cannot be read; nothing was changed by it."""


class NotNow(DriftwardenError):
    """What a person asks for makes no sense as things stand; the text says why, and what can be done."""


class DeliveryFailed(DriftwardenError):
    """The messenger did not take a message; `retry_at` is the earliest moment worth another try.

    An `outage` is not about this message: no other one is worth trying now. A `permanent` failure is one that
    repeating the same message does not mend: a person must act, or it will never arrive.
    """

    def __init__(
        self, message: str, *, retry_at: datetime | None = None, outage: bool = False, permanent: bool = False
    ) -> None:
        self.retry_at = retry_at
        self.outage = outage
        self.permanent = permanent
        super().__init__(message)


class Unheard(DriftwardenError):
    """The ledger holds nothing under that name."""


class Ambiguous(Unheard):
    """The ledger holds several things whose names begin so; the text lists them."""
