"""The JSON Schema of policies, for editors: `python -m policies.schema > docs/policy.schema.json`."""

import json
import sys

from policies.grammar import Policy


def schema_text() -> str:
    """The schema as it is committed, with a line break at its end."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Policy.model_json_schema(by_alias=True),
        "title": "Driftwarden policy",
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
