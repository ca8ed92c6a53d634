"""The front door: the command line, the demo, the report.

May import every room; nothing imports it. Answers `--help` without loading any slow library.
A newcomer starts at `driftwarden.cli`, then `driftwarden.demo.walk`.
"""
