"""The process that imports callables: `python -m driftwarden.checking.importing FOLDER PATH...`."""

from __future__ import annotations

import json
import sys

from adapters.trainers.dotted_paths import import_function
from domain.errors import TrainerRefused

# Whatever the user's own modules print stands on other lines.
MARK = "driftwarden: "


def main(folder: str, paths: list[str]) -> None:
    """Print for each callable what is wrong with it, "" for nothing, a line of JSON each."""
    # As flows do it (`flows.worlds.make_importable`), whose imports take longer than all that is done here.
    if folder not in sys.path:
        sys.path.append(folder)
    for path in paths:
        sys.stdout.write(f"\n{MARK}{json.dumps([path, _wrong_with(path)])}\n")
        sys.stdout.flush()


def _wrong_with(path: str) -> str:
    try:
        import_function(path)
    except TrainerRefused as error:
        return str(error)
    return ""


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
