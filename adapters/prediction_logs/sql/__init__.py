"""Prediction logs in databases: PostgreSQL and SQLite as Arrow through ADBC, anything else through SQLAlchemy.

A newcomer starts at `adapters.prediction_logs.sql.source`. Drivers are imported where they are used.
"""
