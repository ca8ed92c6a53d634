"""The errands: each looks up in the ledger what is due for one model, does it, and records what became of it.

Plain functions of (watch, now), safe to run twice or in three places at once; they do not know Prefect.
A newcomer starts at `flows.due.monitoring`, then follows the order of `flows.reconcile.ERRANDS`.
"""
