"""Charts as files in Slack: uploaded without a channel, shown once Slack has processed them; never in the way."""

from __future__ import annotations

import logging
import time
from http.client import HTTPException
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackClientError

from adapters.slack.blocks import described
from adapters.slack.charts import draw_png
from adapters.slack.refusals import word_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from domain.notices import Chart

_PAUSES = (0.3, 0.6, 1.2)
_log = logging.getLogger(__name__)


class Pictures:
    """Brings charts to Slack; whatever goes wrong, there is no picture, and the message goes without."""

    def __init__(self, client: WebClient, *, pause: Callable[[float], None] = time.sleep) -> None:
        """`pause` waits, in seconds, for Slack to process a picture."""
        self._client = client
        self._pause = pause

    def upload(self, chart: Chart) -> str | None:
        """The file's id; None where it could not be drawn or was not taken, e.g. without the scope files:write."""
        try:
            answer = self._client.files_upload_v2(
                content=draw_png(chart), filename="chart.png", title=chart.title, alt_txt=described(chart)
            )
            return str(answer["files"][0]["id"])
        except (SlackClientError, OSError, HTTPException, ValueError, LookupError) as error:
            _log.info("a chart could not be uploaded, so the message goes without it: %s", word_of(error))
            return None

    def is_shown(self, file: str, *, patiently: bool = True) -> bool:
        """Whether a message may show the file: it has a type once it is processed. Waits two seconds at the most."""
        for seconds in (0.0, *(_PAUSES if patiently else ())):
            if seconds:
                self._pause(seconds)
            try:
                if self._client.files_info(file=file)["file"].get("mimetype"):
                    return True
            except (SlackClientError, OSError, HTTPException, ValueError, LookupError) as error:
                _log.info("Slack does not tell of the chart %s: %s", file, word_of(error))
                return False
        return False
