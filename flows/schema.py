"""The JSON Schema of model files, for editors: `python -m flows.schema > docs/model.schema.json`."""

import json
import sys
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from domain.durations import DURATION_EXAMPLES, DURATION_PATTERN, duration_text
from flows.documents import ModelDocument


class _AsWritten(GenerateJsonSchema):
    """Durations and defaults as a person writes them in YAML, not as pydantic serialises them."""

    def timedelta_schema(self, _: Any) -> JsonSchemaValue:
        return {"type": "string", "pattern": DURATION_PATTERN, "examples": list(DURATION_EXAMPLES)}

    def encode_default(self, dft: Any) -> Any:
        match dft:
            case timedelta():
                return duration_text(dft)
            case BaseModel():
                return dft.model_dump(mode="json", exclude_defaults=True)
            case tuple() if dft and isinstance(dft[0], BaseModel):
                return [entry.model_dump(mode="json", exclude_none=True) for entry in dft]
            case _:
                return super().encode_default(dft)


def schema_text() -> str:
    """The schema as it is committed, with a line break at its end."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ModelDocument.model_json_schema(by_alias=True, schema_generator=_AsWritten),
        "title": "Driftwarden model",
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
