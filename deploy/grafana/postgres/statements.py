"""What several statements share. `$__timeFilter` and `${name:sqlstring}` are Grafana's own."""

from __future__ import annotations

from deploy.grafana.sources import variable

OF = "model IN (${model:sqlstring})"

# The newest champion of each model.
CHAMPIONS = """SELECT DISTINCT ON (model) model, to_version, promoted_at FROM promotions ORDER BY model, seq DESC"""

# The question of each model that lapses first, and how long there is to answer it, in seconds.
OPEN_QUESTIONS = """SELECT model, extract(epoch FROM min(expires_at) - now()) AS time_left FROM requests
    WHERE status = 'pending' GROUP BY model"""


def latest(where: str) -> str:
    """The signals of windows that end in the time range; of a window that was opened again the latest revision."""
    return f"""(SELECT DISTINCT ON (model, name, subject, segment, window_start, window_end) *
        FROM signals WHERE $__timeFilter(window_end) AND {OF} AND {where}
        ORDER BY model, name, subject, segment, window_start, window_end, revision DESC) AS signals"""


# The newest signal of each question, whatever the time range; what it is not about is an empty text here.
NEWEST = f"(SELECT * FROM newest_signals WHERE {OF}) AS signals"

MODELS = "SELECT DISTINCT model FROM signals ORDER BY model"
many_models = variable("model", "Models", "Which models are shown.", MODELS, many=True)
one_model = variable("model", "Model", "Which model is shown.", MODELS)
