"""From seconds to what is said: ratios under the names of the peers, a table for the terminal, one for the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.profiling_sides import ALL_CORES, DECODE, ONE_CORE

DRIFT_ONE, DRIFT_ALL = "our_drift_one_core", "our_drift_all_cores"
STORED_ONE, STORED_ALL = "our_drift_stored_reference_one_core", "our_drift_stored_reference_all_cores"
EVIDENTLY = "evidently_drift"
STORED = "evidently_drift_stored_reference"
OURS = (ONE_CORE, ALL_CORES, DRIFT_ONE, DRIFT_ALL, STORED_ONE, STORED_ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Median seconds of everyone at one size, who was left out and why, and our peak of resident memory in bytes."""

    rows: int
    seconds: Mapping[str, float]
    skipped: Mapping[str, str] = field(default_factory=dict)
    peak: int | None = None

    @property
    def ours(self) -> float:
        """Our time: on all cores where that is faster, which the peers may use too."""
        return min(self.seconds[name] for name in (ONE_CORE, ALL_CORES) if name in self.seconds)

    @property
    def ratios(self) -> dict[str, float]:
        """Peer's time by ours, above 1 where we are faster; for plain decoding, our time by its time."""
        peers = {
            name: spent / self.ours for name, spent in self.seconds.items() if name not in (*OURS, DECODE, EVIDENTLY)
        }
        return {**peers, DECODE: self.ours / self.seconds[DECODE], **self._of_drift()}

    def _of_drift(self) -> dict[str, float]:
        if EVIDENTLY not in self.seconds:
            return {}
        fastest = {
            EVIDENTLY: min(self.seconds[DRIFT_ONE], self.seconds[DRIFT_ALL]),
            STORED: min(self.seconds[STORED_ONE], self.seconds[STORED_ALL]),
        }
        return {name: self.seconds[EVIDENTLY] / ours for name, ours in fastest.items()}

    def as_json(self) -> dict[str, object]:
        """The ratios by peer, with what they were made of."""
        made_of = {"rows": self.rows, "seconds": dict(self.seconds), "skipped": dict(self.skipped)}
        return {**self.ratios, "peak_rss_bytes": self.peak, **made_of}


def machine() -> str:
    """What it was measured on, and how busy that was."""
    load = ", ".join(f"{share:.1f}" for share in os.getloadavg()[:1])
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, load {load}"


def rows_of(figures: Figures) -> list[tuple[str, str, str]]:
    """Who, how long, and what that is of our time."""
    timed = [(name, f"{spent:.3f} s", _said(figures, name)) for name, spent in figures.seconds.items()]
    skipped = [(name, "skipped", reason) for name, reason in figures.skipped.items()]
    peak = "not known on this system" if figures.peak is None else f"{figures.peak / 1e6:,.0f} MB"
    return [*timed, *skipped, ("our peak memory", peak, "one process" if figures.peak is not None else "")]


def _said(figures: Figures, name: str) -> str:
    if name in OURS:
        return ""
    if name == DECODE:
        return f"ours takes {figures.ratios[name]:.1f}x its time"
    if name == EVIDENTLY:
        return (
            f"{figures.ratios[name]:.0f}x our time; {figures.ratios[STORED]:.0f}x with the reference's sketches stored"
        )
    return f"{figures.ratios[name]:.1f}x our time"


def text_table(figures: Figures) -> str:
    """The figures as a person reads them in a terminal."""
    lines = [f"{name:<40}{spent:>12}  {said}" for name, spent, said in rows_of(figures)]
    return "\n".join([f"{figures.rows:,} rows x 20 columns, {machine()}", *lines])


def markdown_table(sizes: list[Figures]) -> str:
    """The README's tables."""
    return "\n\n".join(_markdown(figures) for figures in sizes) + f"\n\nMeasured on {machine()}; medians."


def _markdown(figures: Figures) -> str:
    lines = [f"| {name.replace('_', ' ')} | {spent} | {said} |" for name, spent, said in rows_of(figures)]
    return "\n".join([f"| {figures.rows:,} rows x 20 columns | time | |", "|---|---:|---|", *lines])
