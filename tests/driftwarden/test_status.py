"""`driftwarden status` says what is not known in the newest window, once for each reason, and until when."""

from contextlib import closing
from pathlib import Path

from adapters.storage import open_ledger
from domain.signals import SignalState
from tests.builders import a_decision, a_signal, a_week
from tests.driftwarden.front_door import FrontDoor

MODEL = "bike-demand"


def test_what_is_not_known_is_told_by_reason_and_only_of_the_newest_window(driftwarden: FrontDoor, bikes: Path) -> None:
    unknown = {"model": MODEL, "state": SignalState.UNKNOWN}
    early = {**unknown, "note": "2 windows were served before; 8 are needed to know what is usual"}
    few = {**unknown, "name": "drift", "note": "9 rows; 20 are needed"}
    signals = (
        a_signal(**unknown, note="long ago", window=a_week(0)),
        a_signal(**early, name="volume_change", window=a_week(1)),
        *(a_signal(**few, subject=subject, window=a_week(1)) for subject in ("temp", "hour")),
        a_signal(model=MODEL, window=a_week(1)),
    )
    (bikes / ".driftwarden").mkdir(exist_ok=True)
    with closing(open_ledger(f"sqlite:///{bikes / '.driftwarden' / 'ledger.db'}")) as ledger:
        for signal in signals:
            ledger.signals.record(signal)
        for week in (1, 0):
            ledger.decisions.record(a_decision(model=MODEL, window=a_week(week)))
    said = driftwarden("status", "--project", bikes)
    assert (said.code, said.err) == (0, "")
    told = said.out[said.out.index(f"{MODEL}: not known") :].splitlines()
    assert told[0] == f"{MODEL}: not known in the newest window (3 of 4 signals):"
    assert sorted(told[1:]) == [
        "  drift of hour, temp: 9 rows; 20 are needed; known in a window with enough rows",
        "  volume_change: 2 windows were served before; 8 are needed to know what is usual; known from the window of "
        "2013-05-20 on, if all 6 until then are served",
    ]
