"""`python -m driftwarden` is the same as `driftwarden`."""

from driftwarden.cli import main

main()
