"""The nouns: windows, signals, decisions, verdicts, approvals, and the ports to the outside world.

Imports the standard library only; every other room imports this one.
A newcomer starts at `domain.signals`, then `domain.decisions`, then `domain.ports`.
"""
