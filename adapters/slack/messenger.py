"""Posts notices to Slack through slack_sdk: threads by incident, charts as pictures, earlier messages kept current."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from adapters.notices.linking import NOWHERE, Places, linked, places_of
from adapters.slack.blocks import Standing, to_message
from adapters.slack.pictures import Pictures
from adapters.slack.receipts import Receipt, read_receipt
from adapters.slack.refusals import (
    ABOUT_THE_CHANNEL,
    GONE,
    OUTCOME_UNKNOWN,
    error_of,
    failure,
    is_about_a_picture,
    seconds_to_wait,
)
from adapters.slack.searching import find_posted, metadata_of
from domain.errors import DeliveryFailed, InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from adapters.settings import Settings
    from adapters.slack.blocks import Block
    from domain.notices import Notice

_TIMEOUT_SECONDS = 10
_PATIENCE_SECONDS = 5
# A younger notice is on its first way: whoever was killed left a claim that lasts longer than this.
_MAY_HAVE_BEEN_TRIED = timedelta(minutes=1)


class SlackMessenger:
    """A `Messenger` for one channel, and for those that notices name. Receipts are `channel id/ts[/file id]`.

    Every message carries its notice's key in its metadata. Where a message may have been posted already by somebody who
    died, or who never heard Slack's answer (the notice is older than a minute, or its delivery failed in this process),
    the channel or the thread is searched for the key first, among its newest 600 messages since the notice was made; a
    message found is the receipt, and nothing is posted twice. That takes the scopes channels:history (groups:history
    for private channels) and metadata.message:read and, outside threads, a channel given by its id. Without them, and
    for a notice younger than a minute, a message is posted at least once: twice, if a worker dies in that moment.

    A chart is uploaded before the message and shown in it once Slack has processed it. If that takes more than two
    seconds the message goes without, and shows it from the next `redraw` on. No message waits for its picture.
    """

    def __init__(
        self,
        client: WebClient,
        channel: str,
        *,
        clock: Callable[[], datetime] | None = None,
        places: Places = NOWHERE,
        pictures: Pictures | None = None,
    ) -> None:
        """`clock` turns Slack's Retry-After into a moment; without one, DeliveryFailed names none."""
        self._client = client
        self._channel = channel
        self._clock = clock
        self._places = places
        self._pictures = pictures or Pictures(client)
        self._unsure: set[str] = set()

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Post the notice: in its thread, or in the channel that it names, or in the usual one.

        Where the thread or its channel is gone, the notice opens a thread of its own. The text never holds the token.
        """
        opener = read_receipt(thread)
        try:
            found = self._posted_already(notice, opener)
            receipt = found or self._post(linked(notice, self._places), opener)
        except SlackApiError as error:
            if error_of(error.response) in OUTCOME_UNKNOWN:
                self._unsure.add(notice.key)
            raise failure(error.response, named=notice.channel, clock=self._clock) from error
        except (SlackClientError, OSError, HTTPException, JSONDecodeError) as error:
            self._unsure.add(notice.key)
            raise DeliveryFailed(f"Slack cannot be reached: {error}; the outbox tries again", outage=True) from error
        self._unsure.discard(notice.key)
        return str(receipt)

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Change an earlier message in its place; one that is gone, or another messenger's, is left alone."""
        place = read_receipt(receipt)
        if place is None:
            return
        standing = Standing(says=now_says, is_over=is_over, with_buttons=with_buttons)
        picture = place.file if place.file and self._pictures.is_shown(place.file, patiently=False) else None
        try:
            self._with_or_without_picture(
                linked(notice, self._places),
                picture,
                standing,
                lambda content: self._client.chat_update(channel=place.channel, ts=place.ts, **content),
            )
        except SlackApiError as error:
            if error_of(error.response) not in GONE:
                raise failure(error.response, named=notice.channel, clock=self._clock) from error
        except (SlackClientError, OSError, HTTPException, JSONDecodeError) as error:
            raise DeliveryFailed(f"Slack cannot be reached: {error}; the outbox tries again", outage=True) from error

    def _post(self, notice: Notice, opener: Receipt | None) -> Receipt:
        file = self._pictures.upload(notice.chart) if notice.chart and notice.chart.points else None
        picture = file if file and self._pictures.is_shown(file) else None
        usual = notice.channel or self._channel
        try:
            place = {"channel": opener.channel, "thread_ts": opener.ts} if opener else {"channel": usual}
            answer = self._say(notice, picture, place)
        except SlackApiError as error:
            if opener is None or error_of(error.response) not in {"thread_not_found", *ABOUT_THE_CHANNEL}:
                raise
            answer = self._say(notice, picture, {"channel": usual})
        return Receipt(channel=answer["channel"], ts=answer["ts"], file=file)

    def _say(self, notice: Notice, picture: str | None, place: dict[str, Any]) -> Any:
        return self._with_or_without_picture(
            notice,
            picture,
            None,
            lambda content: self._client.chat_postMessage(**place, **content, unfurl_links=False, unfurl_media=False),
        )

    def _with_or_without_picture(
        self, notice: Notice, picture: str | None, standing: Standing | None, send: Callable[[dict[str, Any]], Any]
    ) -> Any:
        try:
            return send(_content(notice, picture, standing))
        except SlackApiError as error:
            if picture is None or not is_about_a_picture(error.response):
                raise
            return send(_content(notice, None, standing))

    def _posted_already(self, notice: Notice, opener: Receipt | None) -> Receipt | None:
        """What an earlier try may have posted. An outage is one for the message as well."""
        is_old = self._clock is not None and self._clock() - notice.created_at > _MAY_HAVE_BEEN_TRIED
        if not is_old and notice.key not in self._unsure:
            return None
        return find_posted(self._client, notice, channel=notice.channel or self._channel, opener=opener)


class ShortRateLimit(RateLimitErrorRetryHandler):
    """Waits out a rate limit once if it is short; a long one is the outbox's to wait for, not a worker's."""

    def _can_retry(self, *, state: Any, request: Any, response: Any = None, error: Exception | None = None) -> bool:
        if not super()._can_retry(state=state, request=request, response=response, error=error):
            return False
        seconds = seconds_to_wait(response.headers)
        return seconds is not None and seconds <= _PATIENCE_SECONDS


def connect(settings: Settings, *, clock: Callable[[], datetime] | None = None) -> SlackMessenger:
    """The messenger that the settings describe; raises InvalidDocument without a token or a channel."""
    if settings.slack_token is None or settings.slack_channel is None:
        raise InvalidDocument(["Slack needs both DRIFTWARDEN_SLACK_TOKEN and DRIFTWARDEN_SLACK_CHANNEL: set both"])
    client = open_client(settings.slack_token.get_secret_value(), base_url=str(settings.slack_base_url))
    return SlackMessenger(client, settings.slack_channel, clock=clock, places=places_of(settings))


def open_client(token: str, *, base_url: str = WebClient.BASE_URL) -> WebClient:
    """A client that waits out short rate limits and gives up on a silent Slack after ten seconds."""
    return WebClient(token=token, base_url=base_url, timeout=_TIMEOUT_SECONDS, retry_handlers=[ShortRateLimit()])


def _content(notice: Notice, file: str | None, standing: Standing | None) -> dict[str, Any]:
    picture: Block | None = {"slack_file": {"id": file}} if file else None
    message = to_message(notice, picture=picture, standing=standing)
    return {"text": message.text, "blocks": list(message.blocks), "metadata": metadata_of(notice)}
