"""What the clock and the events call: thin Prefect flows over what the ledger says is due.

May import every room below; it is the only room that knows Prefect, and one of two where rooms meet.
A newcomer starts at `flows.monitor`, then `flows.reconcile`, then the errands in `flows.due`.
"""
