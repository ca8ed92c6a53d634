"""Slack's limits on messages and views, and how a text is made to fit.

Source: https://docs.slack.dev/reference/block-kit (blocks, block elements, composition objects). The limit on all
text together is not documented; chat.postMessage was seen to refuse from about 13,000 characters on
(https://github.com/slackapi/bolt-js/issues/2509), and Slack's own answer there is 12,000.
"""

from bisect import bisect_right
from itertools import accumulate

BLOCKS = 50
ID = 255
HEADER = 150
TEXT = 3000
FIELDS = 10
FIELD = 2000
ACTIONS = 25
CONTEXTS = 10
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
URL = 3000
ALT_TEXT = 2000
ALL_TEXT = 12000
VIEW_BLOCKS = 100
VIEW_TITLE = 24
METADATA = 3000
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
INPUT_LABEL = 2000
INPUT_TEXT = 3000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

ELLIPSIS = "…"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """The text with the three characters that Slack reads as markup in any text object made harmless.

    >>> escape("<!channel> & co")
    '&lt;!channel&gt; &amp; co'
    """
    return "".join(_ESCAPES.get(character, character) for character in text)


def fitted(text: str, limit: int) -> str:
    """The text escaped, in at most `limit` characters; one that was shortened ends with an ellipsis.

    >>> fitted("a < b", 20), fitted("a < b, c", 8)
    ('a &lt; b', 'a &lt;…')
    """
    escaped = escape(text)
    if len(escaped) <= limit:
        return escaped
    lengths = accumulate(len(escape(character)) for character in text)
    kept = bisect_right(list(lengths), limit - len(ELLIPSIS))
    return escape(text[:kept].rstrip()) + ELLIPSIS
