"""Served predictions and their labels, read as they were known at a moment.

Imports domain, pydantic, pandas and pyarrow, and database drivers where used; implements `domain.ports.PredictionLog`.
A newcomer starts at `adapters.prediction_logs.stored_log`, then `knowing` and `files`; `sql/` is the other road.
"""
