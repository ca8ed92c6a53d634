"""Ids of what we decide are digests of the question, so the same question has the same id everywhere."""

import hashlib

_SEPARATOR = "\x1f"
_HEX_DIGITS = 20


def digest(*parts: object) -> str:
    """Name a question by its parts: 20 hex digits (80 bits) of SHA-256.

    The parts are joined with the ASCII unit separator, so ("ab", "c") and ("a", "bc") differ.

    >>> digest("flights", "performance-first", "2013-04-01T00:00Z/2013-04-08T00:00Z")
    'a72aac877602faaf843f'
    """
    joined = _SEPARATOR.join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:_HEX_DIGITS]
