"""When the alerts about trainings, champions and questions fire, and when they must not."""

from tests.deploy.alert_cases import Case, M

_FAILED = "driftwarden_retrainings_total{model='m',outcome='failed'}"
_BACK = "driftwarden_promotions_total{model='m',kind='rolled back'}"
_ASKED = "driftwarden_approvals_oldest_asked_timestamp_seconds{model='m'}"
_EXPIRES = "driftwarden_approval_expires_timestamp_seconds{model='m'}"

CASES = (
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
