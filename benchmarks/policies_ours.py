"""Our side: the policies that are shipped, as they are, but for the error's name in the model at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies import catalog
from policies.documents import read_document
from policies.grammar import Policy

if TYPE_CHECKING:
    from benchmarks.policies_stream import Stream

DEFAULT = "performance-first"


def shipped(stream: Stream) -> dict[str, Policy]:
    """By name; `mae` is the model's own metric, as the catalog's comments say."""
    return {name: policy_of(catalog.text(name), name, stream) for name in catalog.names()}


def policy_of(text: str, name: str, stream: Stream) -> Policy:
    """The policy of a file for the stream's model."""
    return read_document(text.replace("signal: mae", f"signal: {stream.rows.metric}"), source=name, shape=Policy)
