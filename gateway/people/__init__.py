"""What people do in Slack, whichever door they come through: listeners that acknowledge first and work after.

Imports adapters, domain and slack-bolt. What counts is kept by the ledger's own constraints, so a doubled, late or
raced click is harmless. A newcomer starts at `gateway.people.listeners`, then `gateway.people.answering`.
"""
