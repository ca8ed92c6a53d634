"""Whether a request was signed by Slack, within the last five minutes.

https://docs.slack.dev/authentication/verifying-requests-from-slack: the signature has no nonce, so the same request
sent again within five minutes passes; the ledger's unique answer is what makes that harmless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.signature import Clock, SignatureVerifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime


class Signatures:
    """Verifies with one signing secret, by one clock."""

    def __init__(self, signing_secret: str, clock: Callable[[], datetime]) -> None:
        self._verifier = SignatureVerifier(signing_secret, _Seconds(clock))

    def are_sound(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether headers and body belong together; a header that cannot be read is not sound."""
        try:
            return self._verifier.is_valid_request(body, dict(headers))
        except (ValueError, TypeError):
            # A timestamp that is no number, a body that is no UTF-8, a signature beyond ASCII.
            return False


class _Seconds(Clock):
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()
