"""What an editor would say: a YAML document held against a JSON Schema."""

import json
from typing import Any

from jsonschema import Draft202012Validator


def errors_of(schema: str, document: Any) -> list[str]:
    """The schema's objections to a document that was read from YAML, in its own words."""
    return [error.message for error in Draft202012Validator(json.loads(schema)).iter_errors(document)]
