"""The outside world: ledger, prediction logs, trainers, artifacts, registry, messages, metrics, settings.

Owns every side effect; implements `domain.ports` and `domain.shelves`; may import the pure rooms and the domain.
A newcomer starts at `adapters.wiring`, the only module that names them all, then `adapters.storage.shelf`.
"""
