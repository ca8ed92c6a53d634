"""The report: one HTML page and the closing lines of a run, from a `Story` that the front door fills from the ledger.

Imports the domain, jinja2, rich and (where it draws) matplotlib; it never reads the ledger or the clock itself.
A newcomer starts at `driftwarden.report.story`, then `driftwarden.report.page`.
"""
