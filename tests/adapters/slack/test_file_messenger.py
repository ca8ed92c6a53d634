"""Messages without a token: lines of JSON, and the page that shows them."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters.notices import Places
from adapters.slack.file_messenger import MESSAGES, PAGE, PICTURES, FileMessenger
from adapters.slack.limits import check_blocks
from adapters.slack.naming import by_name
from domain.errors import DeliveryFailed
from domain.notices import Chart
from tests.adapters.slack.builders import every_notice
from tests.builders import a_moment, a_notice

EVERY = every_notice()


class _Elements(HTMLParser):
    """What a browser would load and show."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def _lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / MESSAGES).read_text().split("\n") if line]


def _page(folder: Path) -> _Elements:
    return _Elements((folder / PAGE).read_text())


def test_each_message_is_a_line_that_slack_would_take(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path / "messages")
    for notice in EVERY.values():
        messenger.deliver(notice, thread=None)
    lines = _lines(tmp_path / "messages")
    assert [line["key"] for line in lines] == list(dict.fromkeys(notice.key for notice in EVERY.values()))
    assert all(check_blocks(line["blocks"]) == [] for line in lines)  # type: ignore[arg-type]


def test_the_same_notice_twice_leaves_one_message_and_one_receipt(tmp_path: Path) -> None:
    first = FileMessenger(tmp_path).deliver(a_notice(), thread=None)
    again = FileMessenger(tmp_path).deliver(a_notice(created_at=a_moment(days=1)), thread=None)
    assert first == again
    assert len(_lines(tmp_path)) == 1


def test_receipts_are_the_same_in_another_folder(tmp_path: Path) -> None:
    receipts = {FileMessenger(tmp_path / name).deliver(a_notice(), thread=None) for name in ("a", "b")}
    assert len(receipts) == 1


def test_the_page_shows_every_title_and_the_buttons(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path)
    opener = messenger.deliver(EVERY["retraining decided"], thread=None)
    for name in ("challenger won", "asked", "approved"):
        messenger.deliver(EVERY[name], thread=opener)
    page = _page(tmp_path)
    for name in ("retraining decided", "challenger won", "asked", "approved"):
        assert by_name(EVERY[name].title) in page.text
    assert page.tags.count("button") == 4
    assert "3 replies" in page.text


def test_the_page_calls_people_by_the_names_that_slack_would_show(tmp_path: Path) -> None:
    owner = 'U07ADA (Ada "the <b>"), U07BOB'
    FileMessenger(tmp_path).deliver(a_notice(owner=owner), thread=None)
    assert '@Ada "the <b>", @U07BOB, please have a look.' in _page(tmp_path).text


def test_answers_are_shown_below_what_they_answer(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path)
    opener = messenger.deliver(a_notice(key="a", title="first incident"), thread=None)
    messenger.deliver(a_notice(key="b", title="second incident", created_at=a_moment(days=1)), thread=None)
    messenger.deliver(a_notice(key="c", title="late answer", created_at=a_moment(days=2)), thread=opener)
    text = _page(tmp_path).text
    assert text.index("first incident") < text.index("late answer") < text.index("second incident")
    assert text.index("Monday, 8 April 2013") < text.index("Tuesday, 9 April 2013")


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    FileMessenger(tmp_path).deliver(EVERY["asked"], thread=None)
    page = _page(tmp_path)
    assert page.links == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)


def test_a_text_cannot_become_an_element_of_the_page(tmp_path: Path) -> None:
    evil = "<script>alert('&lt;b&gt;')</script> \"quoted\" *bold*"
    FileMessenger(tmp_path).deliver(a_notice(title=evil, paragraphs=(evil,), facts=((evil, evil),)), thread=None)
    page = _page(tmp_path)
    assert "script" not in page.tags
    assert page.text.count("<script>alert('&lt;b&gt;')</script>") == 4


def test_a_half_written_last_line_is_cut_off(tmp_path: Path) -> None:
    FileMessenger(tmp_path).deliver(a_notice(key="a"), thread=None)
    with (tmp_path / MESSAGES).open("a", encoding="utf-8") as file:
        file.write('{"receipt": "ü half')
    FileMessenger(tmp_path).deliver(a_notice(key="b"), thread=None)
    assert [line["key"] for line in _lines(tmp_path)] == ["a", "b"]


def test_separators_of_lines_that_somebody_pasted_stop_no_later_message(tmp_path: Path) -> None:
    pasted = "line\u2028paragraph\u2029next\u0085page\x0cend"
    FileMessenger(tmp_path).deliver(a_notice(key="a", paragraphs=(pasted,)), thread=None)
    FileMessenger(tmp_path).deliver(a_notice(key="b"), thread=None)
    assert [line["key"] for line in _lines(tmp_path)] == ["a", "b"]


CHART = Chart(title="mae", points=((a_moment(), 8.0), (a_moment(days=7), 12.5)), limit=10.0)


def test_a_chart_lies_beside_the_page_and_is_drawn_once(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path)
    messenger.deliver(a_notice(key="a", chart=CHART), thread=None)
    messenger.deliver(a_notice(key="b", chart=CHART), thread=None)
    (picture,) = (tmp_path / PICTURES).iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert _page(tmp_path).links == [f"{PICTURES}/{picture.name}"] * 2


def test_a_redrawn_message_takes_its_own_place(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path)
    asked = messenger.deliver(EVERY["asked"], thread="opener")
    messenger.deliver(a_notice(key="later"), thread=None)
    for _ in range(2):
        messenger.redraw(EVERY["asked"], receipt=asked, now_says="Bob rejected v2", is_over=True, with_buttons=False)
    lines = _lines(tmp_path)
    assert [(line["key"], line["thread"]) for line in lines] == [(EVERY["asked"].key, "opener"), ("later", None)]
    page = _page(tmp_path)
    assert "Bob rejected v2" in page.text
    assert "button" not in page.tags
    assert 'class="body over"' in (tmp_path / PAGE).read_text()


def test_a_message_that_was_redrawn_is_not_posted_again(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path)
    receipt = messenger.deliver(EVERY["asked"], thread=None)
    messenger.redraw(EVERY["asked"], receipt=receipt, now_says="over", is_over=True, with_buttons=False)
    assert messenger.deliver(EVERY["asked"], thread=None) == receipt
    assert len(_lines(tmp_path)) == 1
    assert "button" not in _page(tmp_path).tags


def test_what_was_never_posted_cannot_be_redrawn(tmp_path: Path) -> None:
    FileMessenger(tmp_path).redraw(a_notice(), receipt="none", now_says="x", is_over=True, with_buttons=False)
    assert not (tmp_path / MESSAGES).exists()


def test_links_lead_where_the_settings_say_and_mentions_are_shown(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path, places=Places(public_url="https://watch.example"))
    messenger.deliver(EVERY["investigation"], thread=None)
    page = _page(tmp_path)
    assert page.links == [f"https://watch.example/decisions/{EVERY['investigation'].thread}"]
    assert "@U07ADA1" in page.text


def test_a_menu_is_drawn_with_what_it_is_called(tmp_path: Path) -> None:
    FileMessenger(tmp_path).deliver(EVERY["alerted"], thread=None)
    page = _page(tmp_path)
    assert page.tags.count("button") == 4
    assert "Snooze" in page.text


def test_a_folder_that_cannot_be_written_is_a_failed_delivery(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DeliveryFailed, match="make the folder writable"):
        FileMessenger(tmp_path / "file").deliver(a_notice(), thread=None)
