"""Served predictions and their labels, read as they were known at a moment.

Imports domain, pydantic, pandas and pyarrow; implements `domain.ports.PredictionLog`.
A newcomer starts at `adapters.prediction_logs.parquet_folder`, then `adapters.prediction_logs.spec`.
"""
