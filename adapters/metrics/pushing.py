"""The page of the present, pushed to a Pushgateway, for those whom Prometheus cannot reach."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import httpx

from adapters.metrics.exposition import CONTENT_TYPE
from domain.errors import DeliveryFailed

_SECONDS = 30


def push(page: bytes, *, gateway: str, job: str) -> str:
    """Put the page in place of the one that the job pushed before; returns where it went, without user and password.

    Raises DeliveryFailed with the gateway's own words when it was not taken.
    Reference: https://github.com/prometheus/pushgateway#put-method
    """
    where = named(gateway)
    target = f"{gateway.rstrip('/')}/metrics/job/{quote(job, safe='')}"
    try:
        answer = httpx.put(target, content=page, headers={"Content-Type": CONTENT_TYPE}, timeout=_SECONDS)
    except httpx.HTTPError as error:
        raise DeliveryFailed(f"{where}: the Pushgateway cannot be reached ({type(error).__name__})") from error
    if not answer.is_success:
        said = answer.text.strip().partition("\n")[0][:200] or answer.reason_phrase
        raise DeliveryFailed(f"{where}: the Pushgateway refused the metrics with {answer.status_code}: {said}")
    return where


def named(url: str) -> str:
    """Scheme and host of an address, without user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
