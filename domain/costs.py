"""What errors and retrainings cost, in one unit of the user's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Both in one currency: `retraining` is the cost of one retraining, `error` that of one unit of loss on one row.

    With a mean absolute error of 9 minutes where 7 were promised, a window of 1,000 rows costs
    `1000 * (9 - 7) * error` more than promised.
    """

    retraining: float
    error: float
    currency: str = ""
