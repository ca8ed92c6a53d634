"""The past of a watched model as a course that policies are replayed along.

`stored` reads it from the ledger's signals, without training anything; `contenders` reads the policies that compete.
Nothing here writes into the project. A newcomer starts at `policies.replay.course`, then `stored`.
"""
