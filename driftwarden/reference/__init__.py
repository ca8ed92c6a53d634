"""docs/reference.md, made from what the code says of itself: `python -m driftwarden.reference > docs/reference.md`."""

from driftwarden.reference.page import reference_text

__all__ = ["reference_text"]
