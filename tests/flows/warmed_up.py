"""Imported before a test's processes are forked: the story told once, so that none of them warms up for itself."""

import gc
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.flows import stories

with TemporaryDirectory() as folder:
    stories.tell(stories.write_project(Path(folder) / "flights"))
# What is there already is not looked through again, nor copied, by those that are forked from here.
gc.collect()
gc.freeze()
