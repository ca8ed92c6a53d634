"""`driftwarden check`: what is wrong with a project's files, and with the logs and trainers they name.

Opens what lies on this machine only, and changes nothing. A newcomer starts at `driftwarden.checking.looking`.
"""
