"""What `driftwarden init` writes: a small project that runs on made-up traffic, or one drafted from a user's log.

Imports the domain, `adapters.prediction_logs`, `flows.documents`, `flows.schema`, `policies`, pandas and pyarrow.
A newcomer starts at `write_starter` and `project/models/bike-demand.yaml`, then reads `drafting` and `role_table`.
"""

from driftwarden.starter.writing import write_starter

__all__ = ["write_starter"]
