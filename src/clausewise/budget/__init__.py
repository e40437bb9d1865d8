"""The budget of a run: limits, and the ledger in which each request is written down before it leaves."""
