"""What `driftwarden init` writes: a small project that passes `check` and runs, with comments that teach.

Imports the domain, `flows.schema`, `policies.schema` and pandas.
A newcomer starts at `write_starter`, then reads `project/models/bike-demand.yaml`.
"""

from driftwarden.starter.writing import write_starter

__all__ = ["write_starter"]
