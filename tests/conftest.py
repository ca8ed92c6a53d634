"""Before anything is imported: no library phones home from a test."""

from adapters.settings import quiet_the_libraries

quiet_the_libraries()
