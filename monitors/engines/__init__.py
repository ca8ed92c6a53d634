"""The engines that sketch and report: the only modules that import whylogs or Evidently, and only where they are used.

Imports domain, numpy and pandas besides. What leaves this package is bytes and our own dataclasses.
A newcomer starts at `monitors.engines.columns`, then `monitors.engines.whylogs_profiles`.
"""
