"""Would the policies notice? Known drifts in copies of real windows, measured and decided over by the real thing.

Everything happens in memory; the ledger and the log are only read. A newcomer starts at
`stage`, then `trying`, then `noticing`.
"""
