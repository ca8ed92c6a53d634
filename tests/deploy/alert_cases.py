"""When the alerts about signals, windows and decisions fire, and when they must not.

Made-up series, half an hour between samples, from the Unix epoch on.
"""

from dataclasses import dataclass

Labels = dict[str, str]

_DAY = "driftwarden_window_seconds{model='m'}", "86400+0x1000"
_WEEK = "driftwarden_window_seconds{model='m'}", "604800+0x1000"
_DAILY = "driftwarden_window_period_seconds{model='m'}", "86400+0x1000"
_HOURLY = "driftwarden_window_period_seconds{model='m'}", "3600+0x1000"
_WEEKLY = "driftwarden_window_period_seconds{model='m'}", "604800+0x1000"
# Five thousand rows of a busy afternoon: such a window has a length, but no period.
_BY_ROWS = "driftwarden_window_seconds{model='m'}", "2400+0x1000"
_MAE = "driftwarden_signal_state{model='m',signal='mae',subject='',segment=''}"
_DRIFT = "driftwarden_signal_state{model='m',signal='drift',subject='%s',segment=''}"
_SEEN = "driftwarden_signal_window_end_timestamp_seconds{model='m',signal='drift',subject='%s',segment=''}"
_SILENT = "driftwarden_silences_active{model='m'}", "1+0x1000"
_LAST_END = "driftwarden_last_window_end_timestamp_seconds{model='m'}"
_DECIDED = "driftwarden_last_decision_timestamp_seconds{model='m'}"
# A moment that moves on with the clock, and the same one that stops doing so.
_EACH_DAY = " ".join(f"{day * 86400}+0x47" for day in range(20))
_EACH_WEEK = " ".join(f"{week * 604800}+0x335" for week in range(3))


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
        says="a breached column that is gone since the second day",
        alert="DriftwardenSignalBreached",
        series=(_DAY, (_LAST_END, _EACH_DAY), (_DRIFT % "gone", "1+0x1000"), (_SEEN % "gone", "0+0x1000")),
        at="95h",
    ),
    Case(
        says="a column that is breached and still measured every day",
        alert="DriftwardenSignalBreached",
        series=(_DAY, (_LAST_END, _EACH_DAY), (_DRIFT % "temp", "1+0x1000"), (_SEEN % "temp", _EACH_DAY)),
        at="95h",
        fires=({**M, "signal": "drift", "windows": "short"},),
    ),
    Case(
        says="a breached column that is gone since the second week",
        alert="DriftwardenSignalBreached",
        series=(_WEEK, (_LAST_END, _EACH_WEEK), (_DRIFT % "gone", "1+0x1000"), (_SEEN % "gone", "0+0x1000")),
        at="361h",
    ),
    Case(
        says="a silenced model with weekly windows",
        alert="DriftwardenSignalBreached",
        series=(_WEEK, _SILENT, (_MAE, "1+0x1000")),
        at="361h",
    ),
    Case(
        says="a breach that lasts three days of windows that rows make",
        alert="DriftwardenSignalBreached",
        series=(_BY_ROWS, (_MAE, "1+0x1000")),
        at="73h",
        fires=({**M, "signal": "mae", "windows": "short"},),
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
        says="an unknown column that is gone since the second day",
        alert="DriftwardenSignalUnknown",
        series=(_DAY, (_LAST_END, _EACH_DAY), (_DRIFT % "gone", "2+0x1000"), (_SEEN % "gone", "0+0x1000")),
        at="191h",
    ),
    Case(
        says="a column that is unknown in every daily window",
        alert="DriftwardenSignalUnknown",
        series=(_DAY, (_LAST_END, _EACH_DAY), (_DRIFT % "temp", "2+0x1000"), (_SEEN % "temp", _EACH_DAY)),
        at="191h",
        fires=({**M, "signal": "drift"},),
    ),
    Case(
        says="a silenced model of which a signal is unknown",
        alert="DriftwardenSignalUnknown",
        series=(_SILENT, (_MAE, "2+0x1000")),
        at="169h",
    ),
    Case(
        says="a daily window that stood still for three days",
        alert="DriftwardenWindowLate",
        series=(_DAILY, (_LAST_END, "86400+0x1000")),
        at="73h",
        fires=(M,),
    ),
    Case(
        says="daily windows that wait a week for their labels, and come every day",
        alert="DriftwardenWindowLate",
        series=(_DAILY, (_LAST_END, _EACH_DAY)),
        at="240h",
    ),
    Case(
        says="hourly windows that stood still for four hours",
        alert="DriftwardenWindowLate",
        series=(_HOURLY, (_LAST_END, "3600+0x1000")),
        at="4h",
        fires=(M,),
    ),
    Case(
        says="a weekly window in the middle of its week",
        alert="DriftwardenWindowLate",
        series=(_WEEKLY, (_LAST_END, "604800+0x335 1209600+0x1000")),
        at="217h",
    ),
    Case(
        says="a weekly window that stood still for ten days",
        alert="DriftwardenWindowLate",
        series=(_WEEKLY, (_LAST_END, "604800+0x1000")),
        at="241h",
        fires=(M,),
    ),
    Case(
        says="a model that is new",
        alert="DriftwardenWindowLate",
        series=(_DAILY, (_LAST_END, "86400+0x1000")),
        at="24h",
    ),
    Case(
        says="a quiet night after a busy afternoon, where rows make windows",
        alert="DriftwardenWindowLate",
        series=(_BY_ROWS, (_LAST_END, "3600+0x1000")),
        at="12h",
    ),
    Case(
        says="no decision for more than two days",
        alert="DriftwardenDecisionStale",
        series=(_DAILY, (_DECIDED, "0+0x1000")),
        at="50h",
        fires=(M,),
    ),
    Case(
        says="a decision every day",
        alert="DriftwardenDecisionStale",
        series=(_DAILY, (_DECIDED, _EACH_DAY)),
        at="240h",
    ),
    Case(
        says="a decision of last week over weekly windows",
        alert="DriftwardenDecisionStale",
        series=(_WEEKLY, (_DECIDED, "0+0x1000")),
        at="240h",
    ),
    Case(
        says="no decision in a quiet night, where rows make windows",
        alert="DriftwardenDecisionStale",
        series=(_BY_ROWS, (_DECIDED, "3600+0x1000")),
        at="12h",
    ),
)
