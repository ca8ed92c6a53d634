"""Text files in blocks of whole lines, so that memory does not grow with the file."""

from collections.abc import Iterator
from typing import Any

BLOCK_BYTES = 16 * 2**20


def blocks(stream: Any, *, quoted: bool, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The bytes of a stream, cut behind line breaks; where `quoted`, not behind one that stands inside quotes.

    A line longer than `size` is not cut.

    >>> from io import BytesIO
    >>> list(blocks(BytesIO(b'a,"b\\nc"\\nd,e\\nf'), quoted=True, size=8))
    [b'a,"b\\nc"\\n', b'd,e\\n', b'f']
    """
    left = b""
    while read := stream.read(size):
        left += read
        end = _last_break(left, quoted=quoted)
        if end:
            yield left[:end]
            left = left[end:]
    if left:
        yield left


def _last_break(text: bytes, *, quoted: bool) -> int:
    """Where the last whole line ends; 0 where none does."""
    end = text.rfind(b"\n") + 1
    # In a whole line the quotes are paired.
    while quoted and end and text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, end - 1) + 1
    return end
