"""Policies tried on the past: what each would have decided, with only what was known at the time, and what that cost.

`course` says what a replay needs of the world, `play` lets a policy decide along it, `oracle` knows the best there was,
`reckoning` puts figures side by side.
"""
