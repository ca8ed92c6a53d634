"""whylogs reports its import to its makers unless this is set; outside tests, adapters.settings sets it."""

import os

os.environ.setdefault("WHYLOGS_NO_ANALYTICS", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")
