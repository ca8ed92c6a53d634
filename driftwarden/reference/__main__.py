"""Prints the page."""

import sys

from driftwarden.reference.page import reference_text

sys.stdout.write(reference_text())
