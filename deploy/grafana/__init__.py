"""Grafana's dashboards as code: what is built here is committed beside it as JSON.

Imports grafana_foundation_sdk (the extra `dashboards`) and no room of the product; nothing in the product imports it.
A newcomer starts at `deploy.grafana.build`, then reads `model`.
"""
