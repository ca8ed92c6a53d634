"""What people and Prometheus call: Slack's clicks, /metrics, /healthz, /decisions. The only room that is async.

May import adapters, policies and domain, Starlette, uvicorn and slack-bolt; one of the two rooms where others meet.
A newcomer starts at `gateway.app`, then `gateway.slack_doors`, then `gateway.people.listeners`.
"""
