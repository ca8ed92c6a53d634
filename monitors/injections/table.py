"""The families of drifts that can be injected. Adding one is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from zlib import crc32

import numpy as np

from monitors.injections.features import categories, missings, shifts
from monitors.injections.injection import Ground, Injection, NotInjected
from monitors.injections.labels import concepts, label_shifts
from monitors.injections.serving import latencies, volumes

FAMILIES: Mapping[str, Callable[[Ground], Iterator[Injection | NotInjected]]] = {
    "shift": shifts,
    "missing": missings,
    "new category": categories,
    "label shift": label_shifts,
    "concept drift": concepts,
    "latency": latencies,
    "volume": volumes,
}


def injections(ground: Ground) -> tuple[Injection | NotInjected, ...]:
    """Every drift of every family, as these rows allow it."""
    return tuple(each for family in FAMILIES.values() for each in family(ground))


def dice_for(name: str, seed: int) -> np.random.Generator:
    """Dice of its own for each drift, so that leaving one out changes none of the others."""
    return np.random.default_rng([seed, crc32(name.encode())])
