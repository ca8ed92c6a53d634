"""Links come from the settings, stand where a reader looks for more, and lead nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters import notices
from adapters.notices import Places, linked, links
from domain.notices import Link
from tests.adapters.slack.builders import THREAD, every_notice
from tests.builders import a_decision, a_moment, a_notice, a_promotion, a_verdict, an_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.notices import Notice

EVERY = every_notice()
ALL = Places(
    public_url="https://watch.example/", grafana_url="https://g.example/grafana", prefect_ui_url="https://p.example"
)


def _urls(name: str, places: Places = ALL) -> dict[str, str]:
    return {link.label: link.url for link in links(EVERY[name], places)}


def test_an_incident_leads_to_its_account_and_to_the_panel_of_its_chart() -> None:
    assert _urls("retraining decided") == {
        "Why": f"https://watch.example/decisions/{THREAD}",
        "Dashboard": "https://g.example/grafana/d/driftwarden-model?var-model=flights&var-metric=mae&viewPanel=9",
    }


def test_a_question_leads_to_prefect_as_well() -> None:
    assert _urls("asked")["In Prefect"] == "https://p.example/artifacts/key/flights-approval"


def test_a_run_is_linked_by_its_id() -> None:
    run = "7d6f3a52-5f6e-4c1e-9f0a-2d1f3c4b5a69"
    assert _urls("started") == {"Flow run": f"https://p.example/runs/flow-run/{run}"}


RUN = "7d6f3a52-5f6e-4c1e-9f0a-2d1f3c4b5a69"
OF_A_TRAINING: dict[str, Callable[[str | None], Notice]] = {
    "verdict": lambda run: notices.verdict_given(a_verdict(), thread=THREAD, run=run),
    "promotion": lambda run: notices.promoted(a_promotion(), a_verdict(), thread=THREAD, run=run),
    "failure": lambda run: notices.training_failed(an_order(), "no rows", at=a_moment(), run=run),
}


@pytest.mark.parametrize("name", OF_A_TRAINING)
def test_a_training_in_prefect_is_linked_and_another_trainer_s_run_is_not(name: str) -> None:
    told = OF_A_TRAINING[name]
    assert [link.url for link in links(told(RUN), ALL)] == [f"https://p.example/runs/flow-run/{RUN}"]
    assert links(told("flights/0123456789abcdef"), ALL) == links(told(None), ALL) == ()


def test_late_data_lead_to_the_account_of_the_decision_that_stands_now() -> None:
    first = a_decision()
    then = a_decision(amends=first.id, because="later")
    late = notices.amended(then, first, (), thread=first.id)
    assert links(late, Places(public_url="https://w"))[0].url == f"https://w/decisions/{then.id}"


@pytest.mark.parametrize("name", ["asked", "reminder"])
def test_a_question_and_a_reminder_of_it_have_links(name: str) -> None:
    assert list(_urls(name)) == ["Why", "Dashboard", "In Prefect"]


def test_a_question_that_was_put_to_another_channel_leads_to_no_decision_that_is_not_there() -> None:
    elsewhere = notices.escalated(EVERY["asked"], to="#leads", at=a_moment(days=2))
    assert [link.label for link in links(elsewhere, ALL)] == ["Dashboard", "In Prefect"]


@pytest.mark.parametrize("name", ["approved", "challenger won", "trouble", "digest", "adopted"])
def test_what_is_said_below_has_no_links_of_its_own(name: str) -> None:
    assert _urls(name) == {}


@pytest.mark.parametrize("name", ["retraining decided", "asked", "started"])
def test_what_is_not_set_up_gives_no_link(name: str) -> None:
    assert _urls(name, Places()) == {}


def test_a_model_s_name_cannot_change_where_a_link_leads() -> None:
    notice = a_notice(model="a&b=c/../<d>")
    assert [link.url for link in links(notice, Places(grafana_url="https://g"))] == [
        "https://g/d/driftwarden-model?var-model=a%26b%3Dc%2F..%2F%3Cd%3E"
    ]


def test_a_notice_s_own_links_come_first() -> None:
    own = Link(label="Report", url="https://r")
    found = linked(a_notice(links=(own,)), ALL).links
    assert [link.label for link in found] == ["Report", "Why", "Dashboard"]
