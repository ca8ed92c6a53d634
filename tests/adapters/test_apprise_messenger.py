"""Notices by webhook and by mail, against receivers on loopback."""

from __future__ import annotations

import base64
import logging
import re
import socket
from typing import TYPE_CHECKING, Any

import pytest

from adapters.apprise_messenger import AppriseMessenger
from adapters.apprise_refusals import MAIL_ERROR
from adapters.notices.approvals import bound_value
from adapters.notices.linking import Places
from adapters.notices.pressed import About, Muted, about_value, muted_value
from adapters.plain_text import COMMANDS, in_markdown, in_text, subject
from adapters.settings import Settings
from adapters.slack.file_messenger import FileMessenger
from adapters.slack.messenger import SlackMessenger
from adapters.wiring import open_messenger
from domain.errors import DeliveryFailed, InvalidDocument
from domain.notices import Button, Chart, Link, Press, Severity
from tests.adapters.slack.builders import every_notice
from tests.builders import a_decision, a_moment, a_notice, a_request
from tests.receivers import MailServer, Webhook, mail_server, webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "planted-apprise-password"
PATH = "planted-apprise-path"
CHART = Chart(title="mae", points=((a_moment(), 8.0), (a_moment(days=7), 12.5)), limit=10.0)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as running:
        yield running


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def by_webhook(hook: Webhook, folder: Path, query: str = "") -> AppriseMessenger:
    return AppriseMessenger([f"json://ada:{PASSWORD}@{hook.host}/{PATH}{query}"], folder)


def by_mail(server: MailServer, folder: Path) -> AppriseMessenger:
    address = f"mailto://ada:{PASSWORD}@{server.host}?from=ada@example.com&to=bob@example.com"
    return AppriseMessenger([address], folder)


def an_answerable(**fields: Any) -> Any:
    about = about_value(About(model="flights", decision=a_decision().id))
    answers = (Press.APPROVE, Press.REJECT)
    values = {press: bound_value(a_request()) if press in answers else about for press in Press}
    values[Press.LIFT] = muted_value(Muted(model="flights", signal="mae"))
    buttons = tuple(Button(action=press, label=str(press), value=value) for press, value in values.items())
    return a_notice(buttons=buttons, **fields)


def test_a_webhook_gets_title_text_facts_links_and_what_to_type_instead_of_a_button(
    hook: Webhook, tmp_path: Path
) -> None:
    notice = an_answerable(
        title="flights: approve v2 in place of v1?",
        severity=Severity.WARNING,
        paragraphs=("It is better by 1.5 minutes.",),
        facts=(("mae", "11.0, was 12.5"),),
        links=(Link(label="Grafana", url="https://grafana.example.com/d/model"),),
        owner="U07ADA",
    )
    by_webhook(hook, tmp_path).deliver(notice, thread=None)

    (posted,) = hook.posted
    assert (posted["title"], posted["type"]) == ("flights: approve v2 in place of v1?", "warning")
    said = posted["message"]
    assert said.startswith("It is better by 1.5 minutes.\n\n- Owner: U07ADA\n- mae: 11.0, was 12.5\n\n")
    assert "- Grafana: https://grafana.example.com/d/model" in said
    assert f"- approve: driftwarden approve {a_request().id[:8]} --by YOU" in said
    assert f"- explain: driftwarden explain {a_decision().id[:8]}" in said
    assert '- retrain: driftwarden retrain flights --why "..."' in said


def test_a_service_that_takes_markdown_gets_it_without_markup_of_somebody_elses(hook: Webhook, tmp_path: Path) -> None:
    notice = a_notice(paragraphs=("dep_delay is *missing*",), facts=(("dep_delay", "0.31"),))
    by_webhook(hook, tmp_path, "?format=markdown").deliver(notice, thread=None)
    assert hook.posted[0]["message"].startswith("dep\\_delay is \\*missing\\*\n\n- **dep\\_delay**: 0.31")


def test_a_message_links_to_where_people_reach_things(hook: Webhook, tmp_path: Path) -> None:
    places = Places(public_url="https://watch.example.com")
    messenger = AppriseMessenger([f"json://{hook.host}/{PATH}"], tmp_path, places=places)
    messenger.deliver(a_notice(key=f"decision {a_decision().id}", thread=a_decision().id), thread=None)
    assert f"https://watch.example.com/decisions/{a_decision().id}" in hook.posted[-1]["message"]


def test_the_chart_comes_along_as_a_picture(hook: Webhook, tmp_path: Path) -> None:
    by_webhook(hook, tmp_path).deliver(a_notice(chart=CHART), thread=None)
    (attached,) = hook.posted[0]["attachments"]
    assert (attached["filename"], attached["mimetype"]) == ("chart.png", "image/png")
    assert base64.b64decode(attached["base64"]).startswith(b"\x89PNG")


def test_what_follows_in_a_thread_has_its_subject_and_says_its_own_title_first(hook: Webhook, tmp_path: Path) -> None:
    messenger = by_webhook(hook, tmp_path)
    opener = messenger.deliver(a_notice(key="one", title="flights: mae 12.5 / usual 8.9"), thread=None)
    again = messenger.deliver(a_notice(key="two", title="flights: v2 is the champion"), thread=opener)
    assert hook.posted[1]["title"] == "Re: flights: mae 12.5 / usual 8.9"
    assert hook.posted[1]["message"].startswith("flights: v2 is the champion\n\n")
    # Slack's receipts have a slash, and one messenger may follow another.
    assert "/" not in opener + again


def test_a_receipt_of_another_messenger_names_no_subject(hook: Webhook, tmp_path: Path) -> None:
    by_webhook(hook, tmp_path).deliver(a_notice(title="flights: v2"), thread="C0LOCAL/1365379200.000001")
    assert hook.posted[0]["title"] == "flights: v2"


def test_a_mail_has_a_subject_in_one_line_and_refers_to_its_incident(server: MailServer, tmp_path: Path) -> None:
    messenger = by_mail(server, tmp_path)
    opener = messenger.deliver(an_answerable(key="one", title="flights: 8.9\nor ähnlich"), thread=None)
    messenger.deliver(a_notice(key="two", chart=CHART), thread=opener)
    messenger.deliver(a_notice(key="three", thread="another"), thread=None)

    first, second, third = server.mails
    assert first["Subject"] == "flights: 8.9 or ähnlich"
    assert second["Subject"] == "Re: flights: 8.9 or ähnlich"
    assert "driftwarden approve" in str(first.get_body(("plain", "html")))
    assert [part.get_content_type() for part in second.iter_attachments()] == ["image/png"]
    assert first["References"] == second["References"] == first["In-Reply-To"]
    assert third["References"] != first["References"]
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize(
    ("status", "remedy", "is_outage"),
    [
        (401, "answered 401; mend its user and password", False),
        (404, "answered 404; mend its path", False),
        (413, "append overflow=split", False),
        (418, "answered 418; mend the address", False),
        (429, "answered 429; the outbox tries again", True),
        (503, "answered 503; the outbox tries again", True),
    ],
)
def test_a_refusal_says_what_to_do_and_whether_others_would_fare_better(
    hook: Webhook, tmp_path: Path, status: int, remedy: str, *, is_outage: bool
) -> None:
    hook.statuses = [status]
    with pytest.raises(DeliveryFailed, match=remedy) as refusal:
        by_webhook(hook, tmp_path).deliver(a_notice(), thread=None)
    assert (refusal.value.outage, refusal.value.permanent) == (is_outage, not is_outage)
    assert "address 1 of DRIFTWARDEN_APPRISE_URLS (json)" in str(refusal.value)


@pytest.mark.parametrize(
    ("answers", "said", "is_outage"),
    [
        ({b"AUTH": "535 5.7.8 bad credentials of ada@example.com"}, "535; mend its user and password", False),
        ({b"EHLO": "250 no login here"}, "takes no such login; mend its user and password", False),
        ({b"AUTH": "454 4.7.0 later"}, "454; the outbox tries again", True),
        ({b"MAIL": "553 not your sender"}, "553; mend its sender (from=)", False),
        ({b"RCPT": "550 5.1.1 no bob@example.com"}, "550; mend its recipients (to=)", False),
        ({b"RCPT": "450 4.2.0 greylisted"}, "450; the outbox tries again", True),
        ({b"kept": "552 too much"}, "552; its mailbox is full", False),
        ({b"kept": "554 spam, error=200"}, "554; the mail server's log says why", False),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else None,
)
def test_what_a_mail_server_refuses_for_good_is_no_outage_and_says_what_to_mend(
    server: MailServer, tmp_path: Path, answers: dict[bytes, str], said: str, *, is_outage: bool
) -> None:
    server.answers.update(answers)
    with pytest.raises(DeliveryFailed, match=re.escape(said)) as refusal:
        by_mail(server, tmp_path).deliver(a_notice(paragraphs=("error=404", MAIL_ERROR)), thread=None)
    assert (refusal.value.outage, refusal.value.permanent) == (is_outage, not is_outage)
    assert "@example.com" not in str(refusal.value)


def test_a_mail_server_that_is_down_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed, match="cannot be reached") as refusal:
        by_mail(MailServer(host=_nobody()), tmp_path).deliver(a_notice(), thread=None)
    assert refusal.value.outage


def test_an_address_that_is_down_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed, match="cannot be reached") as refusal:
        AppriseMessenger([f"json://{_nobody()}/{PATH}"], tmp_path).deliver(a_notice(), thread=None)
    assert refusal.value.outage


def test_no_part_of_an_address_is_in_an_error_a_receipt_or_a_log(
    hook: Webhook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    messenger = by_webhook(hook, tmp_path, f"?-token={PASSWORD}")
    hook.statuses = [401]
    with pytest.raises(DeliveryFailed) as refusal:
        messenger.deliver(a_notice(), thread=None)
    receipt = messenger.deliver(a_notice(), thread=None)
    with pytest.raises(DeliveryFailed) as outage:
        AppriseMessenger([f"json://ada:{PASSWORD}@{_nobody()}/{PATH}"], tmp_path).deliver(a_notice(), thread=None)
    everything = f"{refusal.value!r} {outage.value!r} {receipt} {caplog.text}"
    assert PASSWORD not in everything
    assert PATH not in everything
    assert "127.0.0.1" not in everything


def test_of_two_addresses_only_the_one_that_missed_it_gets_it_again(hook: Webhook, tmp_path: Path) -> None:
    with webhook() as other:
        addresses = [f"json://{hook.host}", f"json://{other.host}"]
        other.statuses = [503]
        with pytest.raises(DeliveryFailed, match=r"^address 2 of") as refusal:
            AppriseMessenger(addresses, tmp_path).deliver(a_notice(), thread=None)
        assert not refusal.value.outage
        # Another process, later.
        AppriseMessenger(addresses, tmp_path).deliver(a_notice(), thread=None)
        assert (len(hook.posted), len(other.posted)) == (1, 1)
        assert not list((tmp_path / "taken").iterdir())


def test_a_redraw_sends_nothing(hook: Webhook, tmp_path: Path) -> None:
    messenger = by_webhook(hook, tmp_path)
    messenger.redraw(a_notice(), receipt="apprise flights", now_says="over", is_over=True, with_buttons=False)
    assert hook.posted == []


@pytest.mark.parametrize("address", ["nonsense://planted-secret", "planted-secret", "mailto://"])
def test_an_address_that_cannot_be_read_is_refused_by_its_number(address: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match="address 2 of DRIFTWARDEN_APPRISE_URLS") as refusal:
        AppriseMessenger(["json://127.0.0.1", address], tmp_path)
    assert "planted-secret" not in str(refusal.value)


def test_every_button_has_a_command_and_every_notice_can_be_said() -> None:
    assert set(COMMANDS) == set(Press)
    for notice in every_notice().values():
        assert "\n" not in subject(notice)
        for write in (in_text, in_markdown):
            assert notice.model in write(notice, under=subject(notice))


@pytest.mark.parametrize(
    ("variables", "messenger"),
    [
        ({}, FileMessenger),
        ({"APPRISE_URLS": "json://127.0.0.1 mailto://ada:pw@example.com"}, AppriseMessenger),
        ({"SLACK_TOKEN": "xoxb-1", "SLACK_CHANNEL": "C1"}, SlackMessenger),
    ],
)
def test_the_settings_choose_the_way_to_people(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], messenger: type, tmp_path: Path
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"DRIFTWARDEN_{name}", value)
    assert type(open_messenger(Settings().inside(tmp_path), clock=a_moment)) is messenger


def _nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"
