"""What people and Prometheus call: Slack's clicks, /metrics, /healthz. The only room that is async.

May import adapters and domain, Starlette and uvicorn; one of the two rooms where others meet.
A newcomer starts at `gateway.app`, then `gateway.interactive`.
"""
