"""When the alerts about Driftwarden itself fire, and when they must not."""

from tests.deploy.alert_cases import Case, M

_MONITOR = "driftwarden_flow_last_run_timestamp_seconds{flow='monitor'}"
_RECONCILE = "driftwarden_flow_last_run_timestamp_seconds{flow='reconcile'}"
_OLDEST = "driftwarden_outbox_oldest_undelivered_timestamp_seconds"
_DROPPED = "driftwarden_signals_dropped{model='m',signal='drift'}"
_UP = "up{job='driftwarden',instance='host:9108'}"
_SIGNALS = "driftwarden_signals{model='m',state='calm'}", "3+0x1000"
_ALWAYS_NOW = "0+1800x1000"

CASES = (
    Case(
        says="a monitor flow that stopped",
        alert="DriftwardenFlowNotRunning",
        series=((_MONITOR, "0+0x100"), (_RECONCILE, _ALWAYS_NOW)),
        at="3h",
        fires=({"flow": "monitor"},),
    ),
    Case(
        says="a reconcile flow that stopped",
        alert="DriftwardenFlowNotRunning",
        series=((_MONITOR, _ALWAYS_NOW), (_RECONCILE, "0+0x100")),
        at="90m",
        fires=({"flow": "reconcile"},),
    ),
    Case(
        says="flows that run",
        alert="DriftwardenFlowNotRunning",
        series=((_MONITOR, _ALWAYS_NOW), (_RECONCILE, _ALWAYS_NOW)),
        at="24h",
    ),
    Case(
        says="a flow that meets a trouble in every run",
        alert="DriftwardenFlowInTrouble",
        series=(("driftwarden_flow_troubles{flow='monitor'}", "2+0x100"),),
        at="2h",
        fires=({"flow": "monitor"},),
    ),
    Case(
        says="a trouble that was gone in the next run",
        alert="DriftwardenFlowInTrouble",
        series=(("driftwarden_flow_troubles{flow='monitor'}", "2 0+0x100"),),
        at="2h",
    ),
    Case(
        says="a message that waits for two hours",
        alert="DriftwardenOutboxStuck",
        series=((_OLDEST, "0+0x100"),),
        at="2h",
        fires=({},),
    ),
    Case(
        says="messages that come and go",
        alert="DriftwardenOutboxStuck",
        series=((_OLDEST, _ALWAYS_NOW),),
        at="24h",
    ),
    Case(
        says="a letter that was given up",
        alert="DriftwardenDeadLetters",
        series=(("driftwarden_outbox_dead_letters", "0 1+0x100"),),
        at="2h",
        fires=({},),
    ),
    Case(
        says="no dead letter",
        alert="DriftwardenDeadLetters",
        series=(("driftwarden_outbox_dead_letters", "0+0x100"),),
        at="2h",
    ),
    Case(
        says="many more series than yesterday",
        alert="DriftwardenSeriesDropped",
        series=((_DROPPED, "5+0x50 40+0x1000"),),
        at="27h",
        fires=(M,),
    ),
    Case(
        says="a model with many series, as ever",
        alert="DriftwardenSeriesDropped",
        series=((_DROPPED, "400+0x1000"),),
        at="27h",
    ),
    Case(
        says="a target that is down",
        alert="DriftwardenScrapeFailing",
        series=((_UP, "0+0x100"),),
        at="1h",
        fires=({"job": "driftwarden", "instance": "host:9108"},),
    ),
    Case(says="a target that is up", alert="DriftwardenScrapeFailing", series=((_UP, "1+0x100"),), at="1h"),
    Case(
        says="somebody else's target that is down",
        alert="DriftwardenScrapeFailing",
        series=(("up{job='node',instance='host:9100'}", "0+0x100"),),
        at="1h",
    ),
    Case(
        says="a ledger that is read for ten seconds",
        alert="DriftwardenScrapeSlow",
        series=(("driftwarden_ledger_read_seconds", "10+0x100"),),
        at="1h",
        fires=({},),
    ),
    Case(
        says="a ledger that is read at once",
        alert="DriftwardenScrapeSlow",
        series=(("driftwarden_ledger_read_seconds", "0.2+0x100"),),
        at="1h",
    ),
    Case(
        says="a Prometheus that knows nothing of Driftwarden",
        alert="DriftwardenMonitoringStopped",
        series=(("up{job='node'}", "1+0x100"),),
        at="1h",
        fires=({},),
    ),
    Case(
        says="an exporter over a ledger that no flow ever wrote to",
        alert="DriftwardenMonitoringStopped",
        series=((_UP, "1+0x100"),),
        at="1h",
        fires=({},),
    ),
    Case(
        says="metrics that were there and are gone",
        alert="DriftwardenMonitoringStopped",
        series=((_UP, "1+0x10 stale"), (_MONITOR, "0+1800x10 stale"), (_SIGNALS[0], "3+0x10 stale")),
        at="7h",
        fires=({},),
    ),
    Case(
        says="metrics that are there",
        alert="DriftwardenMonitoringStopped",
        series=((_UP, "1+0x100"), (_MONITOR, _ALWAYS_NOW), _SIGNALS),
        at="7h",
    ),
    Case(says="a Prometheus that works", alert="Watchdog", series=((_UP, "1+0x100"),), at="1h", fires=({},)),
    Case(
        says="messages that arrive",
        alert="DriftwardenDelivers",
        series=((_UP, "1+0x100"), (_RECONCILE, _ALWAYS_NOW)),
        at="2h",
        fires=({},),
    ),
    Case(
        says="messages on their way",
        alert="DriftwardenDelivers",
        series=((_UP, "1+0x100"), (_RECONCILE, _ALWAYS_NOW), (_OLDEST, _ALWAYS_NOW)),
        at="2h",
        fires=({},),
    ),
    Case(
        says="messages that do not arrive",
        alert="DriftwardenDelivers",
        series=((_UP, "1+0x100"), (_RECONCILE, _ALWAYS_NOW), (_OLDEST, "0+0x100")),
        at="2h",
    ),
    Case(
        says="a flow that delivers nothing because it does not run",
        alert="DriftwardenDelivers",
        series=((_UP, "1+0x100"), (_RECONCILE, "0+0x100")),
        at="2h",
    ),
    Case(
        says="an exporter that is down",
        alert="DriftwardenDelivers",
        series=((_UP, "0+0x100"), (_RECONCILE, _ALWAYS_NOW)),
        at="2h",
    ),
)
