"""Policies tried on the past: what each would have decided, with only what was known at the time, and what that cost.

`course` says what a replay needs of the world, `play` lets a policy decide along it. Of decisions alone `firing` counts
and `comparing` tells what differs; of costs `oracle` knows the best there was and `reckoning` puts all side by side.
"""
