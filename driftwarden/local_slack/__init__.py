"""A Slack of one's own, on loopback: for a live demo without a workspace, and for tests that refuse what Slack refuses.

Imports adapters.slack only for Slack's limits, so that both know the same ones; nothing here is part of a deployment.
A newcomer starts at `driftwarden.local_slack.server.local_slack`, then `driftwarden.local_slack.methods`.
"""
