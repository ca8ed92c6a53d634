"""What people muted, and the hours in which nothing is done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.decisions import Truth
from domain.notices import Severity
from domain.silences import Silence
from policies.evidence import Evidence
from policies.gate_shapes import QuietHours, Weekday
from policies.situations import Situation
from policies.unknowns import truth_without
from policies.wording import until

_DAYS = tuple(Weekday)


def silence(situation: Situation) -> str | None:
    """A muted model does nothing; a muted signal moves nothing."""
    whole = model_silence(situation.evidence)
    if whole is not None:
        return whole
    active = _active_silences(situation.evidence)
    condition, trace, muted = situation.policy.when, situation.trace, muted_signals(situation.evidence)
    if trace.truth is not Truth.TRUE or truth_without(condition, trace, muted=muted) is Truth.TRUE:
        return None
    told = (f"{each.by} muted {each.signal} until {until(each.until)} ({each.why})" for each in active)
    return f"silence: {'; '.join(told)}"


def model_silence(evidence: Evidence) -> str | None:
    """That a person muted the whole model, until when, who and why."""
    whole = next((each for each in _active_silences(evidence) if each.signal is None), None)
    return f"silence until {until(whole.until)}: {whole.by} muted the model ({whole.why})" if whole else None


def quiet_hours(situation: Situation) -> str | None:
    """Nothing is set in motion at night or on days off; only what is critical is told as ever."""
    hours = situation.policy.gates.quiet_hours
    if hours is None or situation.policy.severity is Severity.CRITICAL:
        return None
    end = quiet_until(hours, situation.evidence.now)
    if end is None:
        return None
    span = f"{hours.begins:%H:%M} to {hours.ends:%H:%M} {hours.timezone}"
    return f"quiet hours until {until(end)} ({span}); the first window decided over after that is looked at anew"


def quiet_until(hours: QuietHours, now: datetime) -> datetime | None:
    """The end, in UTC, of the quiet hours that hold `now`; None outside of them."""
    zone = ZoneInfo(hours.timezone)
    local = now.astimezone(zone).replace(tzinfo=None)
    for back in (0, 1):
        date = local.date() - timedelta(days=back)
        begin, end = datetime.combine(date, hours.begins), datetime.combine(date, hours.ends)
        end = end if end > begin else end + timedelta(days=1)
        if _DAYS[date.weekday()] in hours.days and begin <= local < end:
            return end.replace(tzinfo=zone).astimezone(UTC)
    return None


def muted_signals(evidence: Evidence) -> frozenset[str]:
    """The names of the signals that people muted, as of now."""
    return frozenset(each.signal for each in _active_silences(evidence) if each.signal is not None)


def _active_silences(evidence: Evidence) -> tuple[Silence, ...]:
    return tuple(s for s in evidence.history.silences if s.created_at <= evidence.now < s.until)
