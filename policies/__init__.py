"""What to do: policies written in YAML, and the decision they come to over a window's signals and a model's history.

Imports domain, pydantic, yaml, cronsim and the standard library, `replay` numpy too; pure: clock and facts are
arguments.
A newcomer starts at `policies/catalog/performance-first.yaml`, then `policies.engine`, then `policies.conditions`.
"""
