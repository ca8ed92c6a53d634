"""Before anything is imported: no library phones home from a test."""

from hypothesis import settings

from adapters.settings import quiet_the_libraries

quiet_the_libraries()
# How long an example takes says nothing on a machine where two workers share two cores.
settings.register_profile("driftwarden", deadline=None)
settings.load_profile("driftwarden")
