"""Champion against challenger on rows neither was trained on: splits, paired losses, verdicts, probation.

Imports domain, pydantic, numpy, scipy and pandas; knows no file, no clock and no sibling room.
A newcomer starts at `trials.judge`, then `trials.intervals`, then `trials.spec`.
"""
