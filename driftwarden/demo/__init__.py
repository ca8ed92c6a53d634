"""Forty weeks of real flights: a model goes stale over a real summer and is kept fresh.

Plays the outside world (the service, the clock, the approver) around the real flows; may import every room.
A newcomer starts at `driftwarden.demo.walk`.
"""
