"""Who carries out training orders, and the folder in which an order and its answer lie.

Imports domain, `trials.losses`, pydantic, pandas, joblib and `adapters.artifacts`; implements `domain.ports.Trainer`.
A newcomer starts at `adapters.trainers.python_callable`, then `order_folders` and `answers` beside it.
"""
