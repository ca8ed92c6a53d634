"""What the README claims about speed, each claim one command: `python -m benchmarks.NAME [--quick] [--json FILE]`.

Imports any room and the peers, each peer where it is used; nothing imports it, and it is no part of the product.
A newcomer starts at `benchmarks.profiling`.
"""
