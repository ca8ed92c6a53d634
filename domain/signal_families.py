"""Signals said together: many columns with one trouble are one thing to tell, not many."""

from collections.abc import Sequence

from domain.signals import Side, Signal

# What these measure is a share of rows or of labels, which people read in percent.
SHARES = frozenset(
    {
        "constraint",
        "doubled_ids",
        "label_arrival",
        "missing_share",
        "out_of_range",
        "pandera_failures",
        "serving_errors",
        "training_serving_skew",
        "unseen_categories",
    }
)
_NAMED = 3
_WHOLE_FROM = 1000


def families(signals: Sequence[Signal]) -> tuple[tuple[Signal, ...], ...]:
    """The signals by what they measure (name, slice and side of the limit), in the order of each one's first.

    >>> families(())
    ()
    """
    found: dict[tuple[str, str, Side], list[Signal]] = {}
    for signal in signals:
        found.setdefault((signal.name, str(signal.segment or ""), signal.side), []).append(signal)
    return tuple(tuple(family) for family in found.values())


def titled(family: Sequence[Signal]) -> str:
    """What a family is about: `missing_share of temp, dewp, humid and 5 more`."""
    first = family[0]
    subjects = [signal.subject for signal in family if signal.subject]
    if not subjects:
        return first.title
    named = ", ".join(subjects[:_NAMED]) + (f" and {len(subjects) - _NAMED} more" if len(subjects) > _NAMED else "")
    return f"{first.name} of {named}" + (f" where {first.segment}" if first.segment else "")


def measured(family: Sequence[Signal]) -> str:
    """A family with its values and limits: `missing_share of temp, dewp 53.6% to 55.7% (limits 30.2% to 40.9%)`."""
    name = family[0].name
    values = spanned(name, [s.value for s in family if s.value is not None])
    limits = spanned(name, [s.threshold for s in family if s.threshold is not None])
    word = "limits" if " to " in limits else "limit"
    return titled(family) + (f" {values}" if values else "") + (f" ({word} {limits})" if limits else "")


def by_reason(unknown: Sequence[Signal]) -> tuple[tuple[str, str], ...]:
    """Unknown signals by the note that says why: which they are, and the note, in the order of each one's first."""
    reasons = dict.fromkeys(signal.note or "" for signal in unknown)
    alike = {reason: [signal for signal in unknown if (signal.note or "") == reason] for reason in reasons}
    return tuple(("; ".join(map(titled, families(signals))), reason) for reason, signals in alike.items())


def spanned(name: str, values: Sequence[float]) -> str:
    """From the least to the largest, once where they read alike.

    >>> spanned("missing_share", [0.536, 0.557]), spanned("drift", [0.2, 0.2]), spanned("mae", [])
    ('53.6% to 55.7%', '0.2', '')
    """
    ends = dict.fromkeys(said(name, value) for value in ((min(values), max(values)) if values else ()))
    return " to ".join(ends)


def said(name: str, value: float) -> str:
    """A signal's value in three digits, whole from a thousand on; a share in percent.

    >>> said("missing_share", 0.536), said("mae", 13.71), said("row_count", 12345.0), said("doubled_ids", 1.0)
    ('53.6%', '13.7', '12,345', '100%')
    """
    if name in SHARES:
        return f"{100 * value:.3g}%"
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.3g}"
