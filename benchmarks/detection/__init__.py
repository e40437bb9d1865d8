"""Faults found, clauses named, false alarms, requests and time: this suite beside `schemathesis run`."""
