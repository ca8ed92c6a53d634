"""A full backtest as plain figures, for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, timedelta

    from driftwarden.backtest.tried import Tried
    from policies.replay.bootstrap import Difference
    from policies.replay.play import Played
    from policies.replay.reckoning import Account


def plain(tried: Tried) -> dict[str, object]:
    """Costs in their own currency, losses in the model's unit, delays in hours, moments and days as ISO 8601.

    What is not known is None.
    """
    reckoned = tried.reckoning
    return {
        "model": tried.model,
        "depth": "full",
        "metric": tried.metric,
        "unit": tried.unit,
        "costs": {
            "retraining": tried.costs.retraining,
            "error": tried.costs.error,
            "currency": tried.costs.currency,
        },
        "chosen_on": _days(reckoned.chosen_on),
        "reported_on": _days(reckoned.reported_on),
        "chosen": reckoned.chosen,
        "in_force": reckoned.in_force,
        "never": reckoned.never,
        "oracle": {
            "cost": reckoned.oracle,
            "retrainings": reckoned.oracle_retrainings,
            "grid": tried.grid,
            "approximate": tried.grid > 1,
        },
        "trainings": tried.trainings,
        "policies": {
            account.policy: _account(tried, account, played)
            for account, played in zip(tried.accounts, tried.played, strict=True)
        },
        "notes": list(tried.notes),
    }


def _account(tried: Tried, account: Account, played: Played) -> dict[str, object]:
    worst = account.worst
    return {
        "mean": account.mean,
        "worst": {"mean": worst.mean, "from": worst.window.start.isoformat(), "to": worst.window.end.isoformat()}
        if worst
        else None,
        "retrainings": account.retrainings,
        "promotions": account.promotions,
        "training_cost": account.training_cost,
        "cost": account.cost,
        "cost_before": account.cost_before,
        "against_oracle": account.against_oracle,
        "against_never": account.against_never,
        "against_schedule": account.against_schedule,
        "against_in_force": _difference(account.against_in_force),
        "verdict": tried.verdict(account),
        "deployed_after": {
            incident.name: _hours(deployment.delay)
            for incident, deployment in zip(tried.incidents, account.deployments, strict=True)
        },
        "trained": [
            {
                "decided_at": retraining.decision.decided_at.isoformat(),
                "in_force_at": moment.isoformat() if (moment := retraining.trained.in_force_at) else None,
                "version": retraining.trained.version,
                "because": retraining.trained.because,
            }
            for retraining in played.retrainings
        ],
    }


def _days(days: tuple[date, date]) -> dict[str, str]:
    first, last = days
    return {"from": first.isoformat(), "to": last.isoformat()}


def _hours(delay: timedelta | None) -> float | None:
    return delay.total_seconds() / 3600 if delay is not None else None


def _difference(difference: Difference | None) -> dict[str, float] | None:
    if difference is None:
        return None
    return {"estimate": difference.estimate, "low": difference.low, "high": difference.high, "block": difference.block}
