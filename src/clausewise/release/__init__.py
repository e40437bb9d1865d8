"""The next release after a change of the spec: its version, its CHANGELOG entries."""
