"""Why a segment is too small to be tested."""

from __future__ import annotations

FEWEST_ROWS = 200
FEWEST_CLUSTERS = 7
NOTHING_VARIES = "the losses do not vary from row to row: what chance could do cannot be told"


def too_few_rows(before: float, after: float) -> str | None:
    """For the rows of a segment in the reference and in the window.

    >>> too_few_rows(0, 900), too_few_rows(200, 200)
    ('not in the reference: new', None)
    """
    if not before or not after:
        return "not in the reference: new" if after else "not in the window: gone"
    if min(before, after) >= FEWEST_ROWS:
        return None
    return f"{before:,.0f} rows in the reference and {after:,.0f} in the window; a test needs {FEWEST_ROWS} in each"


def too_few_outside(before: float, after: float) -> str | None:
    """For the rows outside of a segment, with which it is compared."""
    if min(before, after) >= FEWEST_ROWS:
        return None
    return (
        f"only {before:,.0f} rows of the reference and {after:,.0f} of the window are outside of it; "
        f"a test needs {FEWEST_ROWS} in each"
    )


def too_few_clusters(before: float | None, after: float | None) -> str | None:
    """For the days or entities that the rows are of; None on a side whose rows are independent."""
    held = [count for count in (before, after) if count is not None]
    if min(held, default=FEWEST_CLUSTERS) >= FEWEST_CLUSTERS:
        return None
    return f"the rows are of only {min(held):.0f} days or entities on one side; a test needs {FEWEST_CLUSTERS}"
