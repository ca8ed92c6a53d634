"""Messages on their way to people, and questions that wait for them."""

from __future__ import annotations

from deploy.grafana.panels import QUARTER, Lines, Metric
from deploy.grafana.queries import AMONG, TIME_TO_ANSWER, URGENT

PEOPLE = (
    Lines(
        id=10,
        title="Messages not delivered",
        says="Undelivered that keeps growing: Slack is down or refuses; `driftwarden doctor` says what it answered.",
        asks=(
            Metric("driftwarden_outbox_undelivered", "undelivered"),
            Metric("driftwarden_outbox_dead_letters", "given up"),
        ),
        span=QUARTER,
        are_steps=True,
    ),
    Lines(
        id=11,
        title="Age of the oldest undelivered message",
        says="More than an hour, the red line, and not held back on purpose: people hear nothing. See `driftwarden "
        "doctor`.",
        asks=(Metric("time() - driftwarden_outbox_oldest_undelivered_timestamp_seconds", "oldest"),),
        unit="s",
        span=QUARTER,
        red_line=3600,
        empty="Every message has arrived",
    ),
    Lines(
        id=12,
        title="Age of the oldest question",
        says="For each model that waits for an answer. Answer in Slack, or by `driftwarden approve`.",
        asks=(Metric(f"time() - driftwarden_approvals_oldest_asked_timestamp_seconds{{{AMONG}}}", "{{model}}"),),
        unit="s",
        span=QUARTER,
        empty="No question waits",
    ),
    Lines(
        id=16,
        title="Time left to answer",
        says="Until the first open question of each model lapses and nothing is promoted. Below the red line, half a "
        "day, the alert fires; below 0 nobody closes it, because reconcile does not run.",
        asks=(Metric(TIME_TO_ANSWER, "{{model}}"),),
        unit="s",
        span=QUARTER,
        red_line=URGENT,
        empty="No question waits",
    ),
)
