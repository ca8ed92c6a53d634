"""Grafana's dashboards as code: what is built here is committed beside it as JSON.

Imports grafana_foundation_sdk (the extra `dashboards`) and of the product only domain, but for `pictures`, which makes
up a fleet; nothing in the product imports it. A newcomer starts at `deploy.grafana.panels`, the kinds of panels there
are, then reads `model`: a panel is one entry in a table.
"""
