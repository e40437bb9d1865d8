"""Callbacks of the spec: what is sent when a task ends, where it may go, and how it is delivered."""
