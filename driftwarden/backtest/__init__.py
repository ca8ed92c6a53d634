"""A full backtest as people see it: tables for a terminal, plain figures for a program, one page with charts.

Imports `policies.replay` for the figures and `driftwarden.report` for the drawing; reads no ledger and no clock.
A newcomer starts at `driftwarden.backtest.tried`.
"""
