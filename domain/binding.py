"""What a question to people is bound to: exactly what they are shown, and the nouns that this rests on."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.digests import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A noun that a question rests on; `sha256` is that of how the ledger kept it when the question was put, in hex.

    `noun` is its kind in one word, a key of `adapters.behind.SHELVES`.
    """

    noun: str
    id: str
    sha256: str


def bound_to(
    *,
    verdict: str,
    champion: str,
    challenger: str,
    artifact: str,
    policy: str,
    asked_of: Collection[str],
    needs: int,
    number: int,
) -> str:
    """The digest of exactly what is approved, and by whom it has to be.

    That is the verdict, the SHA-256 of the artifact's bytes, the champion it replaces, the policy (by its digest), and
    the rule of who and how many approve: whatever of these changes, what was shown before cannot be approved any more.
    `number` counts the questions put about the verdict before, so that one can be put again after a change was taken
    back.
    """
    return digest("approve", verdict, champion, challenger, artifact, policy, number, needs, *sorted(asked_of))
