"""Whether values lie where labelled ones lay, so that what was learnt there can be said of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitors.performance.metrics.estimate import Floats, Undefined

FEWEST_EFFECTIVE = 0.1
_BINS, _ROWS_A_BIN = 50, 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Support:
    """Where labelled values lay: the ends, and edges of bins with the share of them that each holds."""

    lowest: float
    highest: float
    edges: Floats
    shares: Floats


def support_of(values: Floats) -> Support:
    """Of labelled values: bins of about equally many, up to fifty; at least one value."""
    bins = int(np.clip(len(values) // _ROWS_A_BIN, 1, _BINS))
    edges = np.unique(np.quantile(values, np.arange(1, bins) / bins))
    return Support(
        lowest=float(values.min()), highest=float(values.max()), edges=edges, shares=_shares(values, None, edges)
    )


def outside(support: Support, values: Floats, weights: Floats) -> float:
    """The share of the values that lie below or above all labelled ones."""
    beyond = (values < support.lowest) | (values > support.highest)
    return float(weights[beyond].sum() / weights.sum())


def effective_share(support: Support, values: Floats, weights: Floats) -> float:
    """Of how large a share of the labelled values an estimate for these values really makes use.

    Kish's effective sample size of the labelled values, weighted to lie as these do, over their number:
    1 / sum over bins of q_b squared / p_b, with p_b labelled and q_b these. 1 where both lie alike.

    >>> there = support_of(np.linspace(0, 1, 1000))
    >>> round(effective_share(there, np.linspace(0, 0.1, 100), np.ones(100)), 2)
    0.1
    """
    here = _shares(values, weights, support.edges)
    held = support.shares > 0
    return float(1 / np.sum(np.square(here[held]) / support.shares[held]))


def unverifiable(support: Support, values: Floats, weights: Floats, *, outside_at_most: float) -> Undefined | None:
    """Why nothing can be said of these values, if nothing can."""
    beyond = outside(support, values, weights)
    if beyond > outside_at_most:
        said = f"{beyond:.0%} of the values lie outside the range that was seen with labels"
        return Undefined(reason=f"{said} ({outside_at_most:.0%} may)")
    effective = effective_share(support, values, weights)
    if effective < FEWEST_EFFECTIVE:
        said = f"the values lie where only few were seen with labels (effective sample {effective:.0%} of them"
        return Undefined(reason=f"{said}, {FEWEST_EFFECTIVE:.0%} are needed)")
    return None


def _shares(values: Floats, weights: Floats | None, edges: Floats) -> Floats:
    places = np.searchsorted(edges, values, side="right")
    counted = np.bincount(places, weights=weights, minlength=len(edges) + 1).astype(np.float64)
    return np.asarray(counted / counted.sum())
