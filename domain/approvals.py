"""What people are asked, what they answer, and what is changed because of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.binding import Behind
from domain.digests import digest
from domain.people import Who, came_by


class Answer(StrEnum):
    """What a person may answer."""

    APPROVE = "approve"
    REJECT = "reject"


class RequestState(StrEnum):
    """Where a request stands. It leaves pending once; approved, it may still be overtaken by another champion."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest:
    """A question to people: may this challenger become the champion?

    `bound_to` is the digest of exactly what would be approved (verdict, artifact, champion, policy); an answer that
    carries another digest is refused. `asked_of` are the people, groups and channels that may answer, empty for
    anyone. `needs` is how many different people have to approve; a single one may reject. `wished_by` is who asked
    for the training, where a person did, and `wished_from` the account that they asked from: that one's approval
    counts, but never alone. `policy` is the digest of the policy by which it was asked, and `rests_on` are the nouns
    that led to it, as they were kept; where both are empty nothing of this was noted.
    """

    model: str
    verdict: str
    candidate: str
    challenger: str
    champion: str
    bound_to: str
    asked_of: tuple[str, ...]
    asked_at: datetime
    expires_at: datetime
    needs: int = 1
    wished_by: str | None = None
    wished_from: str | None = None
    policy: str | None = None
    rests_on: tuple[Behind, ...] = ()

    @property
    def wisher(self) -> Who | None:
        """Who asked for the training; None where no person did."""
        return None if self.wished_by is None else Who(name=self.wished_by, account=self.wished_from)

    def is_wished_by(self, who: Who) -> bool:
        """Whether the training was asked for under this name or from this account."""
        return self.wisher is not None and self.wisher.is_one_with(who)

    @property
    def id(self) -> str:
        """The question: this verdict, bound to these exact things."""
        return digest("request", self.verdict, self.bound_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's answer to one request; `door` says where it came in (slack, command line, demo).

    `entitled_by` is the group or channel of `asked_of` that the person answered as a member of. `account` is what the
    door vouches for by itself, as in `domain.people.Who`.
    """

    request: str
    bound_to: str
    answer: Answer
    by: str
    answered_at: datetime
    door: str
    why: str | None = None
    entitled_by: str | None = None
    account: str | None = None

    @property
    def id(self) -> str:
        """One answer a person and request."""
        return digest("approval", self.request, self.by)

    @property
    def who(self) -> Who:
        """Under which name it was given, and from which account."""
        return Who(name=self.by, account=self.account)

    @property
    def way(self) -> str:
        """By which way it came in, for people to read."""
        return came_by(self.door, self.who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request with its answers, in the order in which they came, and where it stands, all at one moment."""

    request: ApprovalRequest
    answers: tuple[Approval, ...]
    state: RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The end of a request that no answer brought: expired, or overtaken."""

    request: str
    model: str
    state: RequestState
    closed_at: datetime

    @property
    def id(self) -> str:
        """One closing a request."""
        return digest("closing", self.request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A change of champion. The first champion of a model has no `from_version` and no `approval`.

    `promised` is the error (in the metric's unit) that the version showed on rows it had never seen, which
    performance in service is held against; None where nobody measured it. `rolls_back` is the promotion that
    this one takes back.
    """

    model: str
    from_version: str | None
    to_version: str
    approval: str | None
    promised: float | None
    promoted_at: datetime
    rolls_back: str | None = None

    @property
    def id(self) -> str:
        """The question: this step from one version to another, for this cause."""
        cause = self.approval or self.rolls_back or "adopted"
        return digest("promotion", self.model, self.from_version or "", self.to_version, cause)


class ProbationState(StrEnum):
    """How a new champion's probation ended."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not confirmed"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation:
    """The end of one promotion's probation; while there is none, the champion is still on it."""

    promotion: str
    model: str
    state: ProbationState
    because: str
    ended_at: datetime

    @property
    def id(self) -> str:
        """One end a promotion."""
        return digest("probation", self.promotion)
