"""When each alert fires and when it must not: made-up series, half an hour between samples, from the Unix epoch on."""

from dataclasses import dataclass

Labels = dict[str, str]

_DAY = "driftwarden_window_seconds{model='m'}", "86400+0x1000"
_HOUR = "driftwarden_window_seconds{model='m'}", "3600+0x1000"
_WEEK = "driftwarden_window_seconds{model='m'}", "604800+0x1000"
_MAE = "driftwarden_signal_state{model='m',signal='mae',subject='',segment=''}"
_DRIFT = "driftwarden_signal_state{model='m',signal='drift',subject='%s',segment=''}"
_SILENT = "driftwarden_silences_active{model='m'}", "1+0x1000"
_LAST_END = "driftwarden_last_window_end_timestamp_seconds{model='m'}"
_DECIDED = "driftwarden_last_decision_timestamp_seconds{model='m'}"
_FAILED = "driftwarden_retrainings_total{model='m',outcome='failed'}"
_BACK = "driftwarden_promotions_total{model='m',kind='rolled back'}"
_ASKED = "driftwarden_approvals_oldest_asked_timestamp_seconds{model='m'}"
_EXPIRES = "driftwarden_approval_expires_timestamp_seconds{model='m'}"
# A moment that moves on with the clock, and the same one that stops doing so.
_EACH_DAY = " ".join(f"{day * 86400}+0x47" for day in range(20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """At `at` after the epoch, `alert` fires once for each of `fires`, beside the labels of its rule."""

    says: str
    alert: str
    series: tuple[tuple[str, str], ...]
    at: str
    fires: tuple[Labels, ...] = ()


M = {"model": "m"}
CASES = (
    Case(
        says="a breach that lasts three days of daily windows",
        alert="DriftwardenSignalBreached",
        series=(_DAY, (_MAE, "1+0x1000"), (_DRIFT % "temp", "0+0x1000")),
        at="73h",
        fires=({**M, "signal": "mae", "windows": "short"},),
    ),
    Case(
        says="many columns breached are one alert",
        alert="DriftwardenSignalBreached",
        series=(_DAY, (_DRIFT % "temp", "1+0x1000"), (_DRIFT % "dewp", "1+0x1000")),
        at="73h",
        fires=({**M, "signal": "drift", "windows": "short"},),
    ),
    Case(
        says="a breach that went away once begins anew",
        alert="DriftwardenSignalBreached",
        series=(_DAY, (_MAE, "1+0x95 0 1+0x1000")),
        at="73h",
    ),
    Case(
        says="unknown is not breached", alert="DriftwardenSignalBreached", series=(_DAY, (_MAE, "2+0x1000")), at="73h"
    ),
    Case(
        says="a silenced model", alert="DriftwardenSignalBreached", series=(_DAY, _SILENT, (_MAE, "1+0x1000")), at="73h"
    ),
    Case(
        says="one breached week, of which three days are over",
        alert="DriftwardenSignalBreached",
        series=(_WEEK, (_MAE, "1+0x1000")),
        at="73h",
    ),
    Case(
        says="the third breached week in a row",
        alert="DriftwardenSignalBreached",
        series=(_WEEK, (_MAE, "1+0x1000")),
        at="361h",
        fires=({**M, "signal": "mae", "windows": "long"},),
    ),
    Case(
        says="a signal that is unknown for a week",
        alert="DriftwardenSignalUnknown",
        series=((_MAE, "2+0x1000"),),
        at="169h",
        fires=({**M, "signal": "mae"},),
    ),
    Case(
        says="a signal that became known after a day",
        alert="DriftwardenSignalUnknown",
        series=((_MAE, "2+0x48 0+0x1000"),),
        at="169h",
    ),
    Case(
        says="a daily window that stood still for three days",
        alert="DriftwardenWindowLate",
        series=(_DAY, (_LAST_END, "86400+0x1000")),
        at="73h",
        fires=(M,),
    ),
    Case(
        says="daily windows that wait a week for their labels, and come every day",
        alert="DriftwardenWindowLate",
        series=(_DAY, (_LAST_END, _EACH_DAY)),
        at="240h",
    ),
    Case(
        says="hourly windows that stood still for four hours",
        alert="DriftwardenWindowLate",
        series=(_HOUR, (_LAST_END, "3600+0x1000")),
        at="4h",
        fires=(M,),
    ),
    Case(
        says="a weekly window in the middle of its week",
        alert="DriftwardenWindowLate",
        series=(_WEEK, (_LAST_END, "604800+0x335 1209600+0x1000")),
        at="217h",
    ),
    Case(
        says="a weekly window that stood still for ten days",
        alert="DriftwardenWindowLate",
        series=(_WEEK, (_LAST_END, "604800+0x1000")),
        at="241h",
        fires=(M,),
    ),
    Case(
        says="a model that is new", alert="DriftwardenWindowLate", series=(_DAY, (_LAST_END, "86400+0x1000")), at="24h"
    ),
    Case(
        says="no decision for more than two days",
        alert="DriftwardenDecisionStale",
        series=(_DAY, (_DECIDED, "0+0x1000")),
        at="50h",
        fires=(M,),
    ),
    Case(
        says="a decision every day",
        alert="DriftwardenDecisionStale",
        series=(_DAY, (_DECIDED, _EACH_DAY)),
        at="240h",
    ),
    Case(
        says="a decision of last week over weekly windows",
        alert="DriftwardenDecisionStale",
        series=(_WEEK, (_DECIDED, "0+0x1000")),
        at="240h",
    ),
    Case(
        says="the first failure there ever was",
        alert="DriftwardenRetrainingFailed",
        series=((_FAILED, "0+0x9 1+0x100"),),
        at="6h",
        fires=({**M, "outcome": "failed"},),
    ),
    Case(
        says="a failure of last week",
        alert="DriftwardenRetrainingFailed",
        series=((_FAILED, "0+0x9 1+0x1000"),),
        at="168h",
    ),
    Case(
        says="a roll-back",
        alert="DriftwardenRolledBack",
        series=((_BACK, "0+0x9 1+0x100"),),
        at="6h",
        fires=({**M, "kind": "rolled back"},),
    ),
    Case(
        says="a promotion",
        alert="DriftwardenRolledBack",
        series=((_BACK, "0+0x100"), ("driftwarden_promotions_total{model='m',kind='promoted'}", "0+0x9 1+0x100")),
        at="6h",
    ),
    Case(
        says="a question that waits for more than a day",
        alert="DriftwardenApprovalWaiting",
        series=((_ASKED, "0+0x1000"),),
        at="25h",
        fires=(M,),
    ),
    Case(says="a fresh question", alert="DriftwardenApprovalWaiting", series=((_ASKED, "0+0x1000"),), at="23h"),
    Case(
        says="a question that was answered",
        alert="DriftwardenApprovalWaiting",
        series=((_ASKED, "0+0x10 stale"),),
        at="25h",
    ),
    Case(
        says="half a day is left of a question's three days",
        alert="DriftwardenApprovalExpiring",
        series=((_EXPIRES, f"{72 * 3600}+0x1000"),),
        at="61h",
        fires=(M,),
    ),
    Case(
        says="a question that is past its time and still open",
        alert="DriftwardenApprovalExpiring",
        series=((_EXPIRES, f"{72 * 3600}+0x1000"),),
        at="80h",
        fires=(M,),
    ),
    Case(
        says="a whole day is left",
        alert="DriftwardenApprovalExpiring",
        series=((_EXPIRES, f"{72 * 3600}+0x1000"),),
        at="48h",
    ),
    Case(
        says="a question of sixty hours that stays open for a week",
        alert="DriftwardenApprovalExpiring",
        series=((_ASKED, "0+0x1000"), (_EXPIRES, f"{168 * 3600}+0x1000")),
        at="61h",
    ),
    Case(
        says="a question that was answered in its last hours",
        alert="DriftwardenApprovalExpiring",
        series=((_EXPIRES, f"{12 * 3600}+0x9 stale"),),
        at="10h",
    ),
)
