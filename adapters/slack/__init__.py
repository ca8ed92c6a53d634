"""Slack: notices become Block Kit (pure), Block Kit is checked, sent or drawn as a page; clicks become approvals.

Imports domain, adapters.notices, slack_sdk, pydantic, jinja2 and, where a chart is drawn, matplotlib.
A newcomer starts at `adapters.slack.blocks`, then `limits`, then `messenger` and `clicks`.
"""
