"""Numbers as people read them."""

from __future__ import annotations

_THOUSAND, _PERCENT, _SMALLEST = 1000, 0.01, 0.001


def number(value: float, unit: str | None = None) -> str:
    """Three digits, or all of them from a thousand on, and the unit.

    >>> number(14.23), number(48123.4, "EUR"), number(0.00031)
    ('14.2', '48,123 EUR', '0.00031')
    """
    digits = f"{value:,.0f}" if abs(value) >= _THOUSAND else f"{value:.3g}"
    return f"{digits} {unit}" if unit else digits


def signed(value: float, unit: str | None = None) -> str:
    """A change, with its sign.

    >>> signed(2.1, "minutes"), signed(-0.04), signed(0.0)
    ('+2.1 minutes', '-0.04', '+0')
    """
    return f"{'-' if value < 0 else '+'}{number(abs(value), unit)}"


def percent(share: float) -> str:
    """A share of rows or of a change.

    >>> percent(0.12), percent(0.004), percent(0.0)
    ('12 %', 'less than 1 %', '0 %')
    """
    return "less than 1 %" if 0 < share < _PERCENT else f"{share * 100:.0f} %"


def chance(p: float) -> str:
    """A p-value.

    >>> chance(0.0031), chance(2e-9)
    ('p = 0.003', 'p < 0.001')
    """
    return "p < 0.001" if p < _SMALLEST else f"p = {p:.1g}"


def part(share: float) -> str:
    """A share of a change: never below none of it, never above all.

    >>> part(-0.1), part(0.04), part(1.3)
    ('none', '4 %', 'all')
    """
    if share <= 0:
        return "none"
    return "all" if share > 1 - _PERCENT / 2 else percent(share)
