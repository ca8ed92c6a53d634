"""The demo with a person in it: six weeks up to the first question, a Slack page on which somebody presses Approve.

Starts and stops what a deployment has (exporter, Prometheus) around the demo's world; may import every room.
A newcomer starts at `driftwarden.live.show`.
"""
