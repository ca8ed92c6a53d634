"""Tests on one Prefect server, which is up for as long as they take; one worker runs them all."""
