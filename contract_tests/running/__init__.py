"""Sending probes: the guarded connection, the ledger of paid requests, the runner."""
