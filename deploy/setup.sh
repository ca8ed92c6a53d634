#!/bin/sh
# Build the virtual environment that every make target uses: exact versions from requirements.lock, hashes checked,
# bytecode compiled (imports take three times as long without it), and this checkout as an editable install.
set -eu
venv=${1:?usage: setup.sh VENV}
python=${PYTHON:?PYTHON names the interpreter to use}

"$python" - <<'CHECK'
import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 12):
    sys.exit(
        f"Driftwarden needs Python 3.11 or 3.12; {sys.executable} is {sys.version.split()[0]}.\n"
        "Name another one: make setup PYTHON=/path/to/python3.11"
    )
CHECK

echo "Setting up $venv (one to three minutes, once) ..."
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --allow-existing --python "$python" "$venv"
    uv pip install --quiet --python "$venv" --require-hashes --no-deps --compile-bytecode -r requirements.lock
    uv pip install --quiet --python "$venv" --no-deps --editable .
else
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps \
        -r requirements.lock
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .
    # On all cores, where pip would take one. Some packages bring files that are templates, and no Python.
    "$venv/bin/python" -m compileall -qq -j 0 "$venv"/lib/python3*/site-packages >/dev/null 2>&1 || true
fi
