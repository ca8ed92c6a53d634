"""In-memory twins of every port, for tests: real behaviour, no storage, no network.

Owns nothing that lasts; may import domain, and pandas where frames are made; shares no statement with the database.
A newcomer starts at `adapters.memory.ledger`; `tests/adapters/test_ledger_conformance.py` keeps the twins equal.
"""

from adapters.memory.ledger import MemoryLedger
from adapters.memory.prediction_log import MemoryPredictionLog
from adapters.memory.world import (
    MemoryArtifacts,
    MemoryLauncher,
    MemoryMessenger,
    MemoryRegistry,
    Post,
    StillTrainer,
)

__all__ = [
    "MemoryArtifacts",
    "MemoryLauncher",
    "MemoryLedger",
    "MemoryMessenger",
    "MemoryPredictionLog",
    "MemoryRegistry",
    "Post",
    "StillTrainer",
]
